using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vmdk;

/// <summary>Opens one image of a chain: a descriptor with its extents, or a sparse extent with its descriptor inside.</summary>
internal sealed class VmdkLinkOpener(IFileFolder? siblings, ReadOptions options)
{
    // Enough for the comments that some writers put in front of the first line that tells.
    private const int HeadSize = 4096;

    private readonly VmdkExtentOpener _extents = new(siblings, options);

    /// <summary>Opens an image; takes ownership of <paramref name="file"/>, also where that fails.</summary>
    /// <exception cref="InvalidImageException">It is no VMDK, or damaged.</exception>
    /// <exception cref="UnsupportedImageException">It is of a kind that is not read.</exception>
    public async ValueTask<VmdkLink> OpenAsync(Disk file, CancellationToken cancellationToken)
    {
        await using var opened = new Ownership<Disk>(file);
        int count = (int)Math.Min(file.Length, HeadSize);
        byte[] head = await file.ReadStructureAsync(0, count, "head", cancellationToken);
        RefuseAlone(file, head);
        VmdkLink link = VmdkDescriptorText.IsDescriptor(head)
            ? await OpenDescriptorAsync(file, await ReadDescriptorAsync(file, cancellationToken), cancellationToken)
            : VmdkMagic.IsAny(head)
            ? await OpenSparseAsync(file, cancellationToken)
            : throw new InvalidImageException(file.Name, 0, "is no VMDK: neither a sparse extent nor a descriptor");
        opened.Release();
        return link;
    }

    /// <summary>Reads a file that is a descriptor.</summary>
    public static async ValueTask<VmdkDescriptor> ReadDescriptorAsync(Disk file, CancellationToken cancellationToken)
        => await ReadDescriptorAsync(file, 0, file.Length, cancellationToken);

    /// <summary>Reads the descriptor inside a sparse extent.</summary>
    /// <returns>The descriptor; null where there is none, or an empty one as in the extents of a split disk.</returns>
    public static async ValueTask<VmdkDescriptor?> ReadEmbeddedAsync(Disk file, VmdkSparseHeader header, CancellationToken cancellationToken)
    {
        if (header.DescriptorPlace == 0)
        {
            return null;
        }

        VmdkDescriptor descriptor = await ReadDescriptorAsync(file, header.DescriptorPlace, header.DescriptorSize, cancellationToken);
        return descriptor.IsEmpty ? null : descriptor;
    }

    /// <summary>
    /// Bytes of virtual disk: some writers round the header's capacity up to a grain, and only the descriptor tells the
    /// true size (VirtualBox). Beyond that the header counts: nothing that the tables hold is lost.
    /// </summary>
    public static long TrueLength(VmdkSparseHeader header, VmdkDescriptor? descriptor)
    {
        long claimed = descriptor?.Extents is [var extent] ? extent.Length : header.Capacity;
        return claimed < header.Capacity && claimed > header.Capacity - header.GrainSize ? claimed : header.Capacity;
    }

    /// <summary>The extents of ESXi have no descriptor inside; without one nobody knows the parent.</summary>
    private static void RefuseAlone(Disk file, ReadOnlySpan<byte> head)
    {
        if (!VmdkMagic.IsCowd(head) && !VmdkMagic.IsSeSparse(head))
        {
            return;
        }

        string kind = VmdkMagic.IsCowd(head) ? "a redo log (COWD, VMFSSPARSE)" : "a space-efficient delta (SESPARSE)";
        string descriptor = VmdkFileNames.DescriptorOf(Path.GetFileName(file.Name)) is { } name ? $"its descriptor {name}" : "the descriptor that names it";
        throw new UnsupportedImageException(
            file.Name, $"is {kind} of ESXi, which does not tell its parent; put {descriptor} beside it, and give that");
    }

    private static async ValueTask<VmdkDescriptor> ReadDescriptorAsync(Disk file, long place, long size, CancellationToken cancellationToken)
    {
        if (size > VmdkDescriptorParser.MaxSize)
        {
            throw new InvalidImageException(file.Name, place, $"a descriptor of {size} bytes is beyond the limit of {VmdkDescriptorParser.MaxSize}");
        }

        byte[] text = await file.ReadStructureAsync(place, (int)size, "descriptor", cancellationToken);
        return VmdkDescriptorParser.Parse(text, file.Name, place);
    }

    private async ValueTask<VmdkLink> OpenDescriptorAsync(Disk file, VmdkDescriptor descriptor, CancellationToken cancellationToken)
    {
        VmdkRefusal.Check(descriptor);
        Disk disk = await _extents.OpenAsync(descriptor, cancellationToken);
        await file.DisposeAsync();
        return new VmdkLink(disk, descriptor);
    }

    private async ValueTask<VmdkLink> OpenSparseAsync(Disk file, CancellationToken cancellationToken)
    {
        VmdkSparseHeader header = await VmdkSparseReader.ReadHeaderAsync(file, cancellationToken);
        VmdkDescriptor? descriptor = await ReadEmbeddedAsync(file, header, cancellationToken);
        if (descriptor is not null && (header.IsDescriptorOnly || descriptor.Extents.Count > 1))
        {
            return await OpenDescriptorAsync(file, descriptor, cancellationToken);
        }

        if (descriptor is not null)
        {
            VmdkRefusal.Check(descriptor);
        }

        // The name in the single extent line is not looked at: files are renamed, and many writers put anything there.
        long length = TrueLength(header, descriptor);
        if (descriptor?.Extents is [var extent] && extent.Length != length)
        {
            options.Warn($"{file.Name}: the descriptor says {extent.Length} bytes, the header {length}; the header is taken");
        }

        return new VmdkLink(await VmdkSparseReader.OpenAsync(file, header, length, options, cancellationToken), descriptor);
    }
}
