using Appliance.Formats.Streaming;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Opens VMDK files that come by once: streams, whose grains say what they are, and sparse extents whose tables stand
/// in front of their grains.
/// </summary>
internal static class VmdkForward
{
    // What stands before the first grain is kept: the tables of a disk of 256 GiB in two copies.
    private const long MaxFront = 64 << 20;

    // Descriptors stand in the first 64 KiB, and take 20 sectors.
    private const int MaxLook = 256 << 10;

    /// <summary>Opens the disk; it owns <paramref name="file"/> from then on.</summary>
    /// <param name="file">Stands at its start, and has been found to be a sparse extent.</param>
    /// <param name="mayWait">Whether a file that needs others may be saved until they come; else it is refused.</param>
    /// <param name="options">Limits and warnings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The disk; null, with nothing taken of the file, where it can only be read at random.</returns>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It is refused, or needs other files.</exception>
    public static async ValueTask<ForwardDisk?> OpenAsync(
        ForwardFile file, bool mayWait, ReadOptions options, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> head = await file.PeekAsync(VmdkSparseHeader.Size, cancellationToken);
        VmdkMagic.RequireSparse(file.Name, head.Span);
        if (head.Length < VmdkSparseHeader.Size)
        {
            throw new InvalidImageException(file.Name, head.Length, "the file is cut off: it ends within its header");
        }

        VmdkSparseHeader header = VmdkSparseHeader.Parse(head.Span, file.Name, at: 0);
        options.CheckDiskSize(file.Name, header.Capacity);
        if (!CanCome(header) || (mayWait && await NeedsOtherFilesAsync(file, header, cancellationToken)))
        {
            return null;
        }

        var front = new byte[Math.Max(header.Overhead, VmdkSparseHeader.Size)];
        await file.ReadAsync(front, "header with its tables", cancellationToken);
        return await OpenAsync(file, header, new KeptPart(file.Name, 0, front), options, cancellationToken);
    }

    /// <summary>Whether grains can be told apart as they come: by markers, or by tables that come first.</summary>
    private static bool CanCome(VmdkSparseHeader header)
    {
        bool tablesInFront = header.Directory != VmdkSparseHeader.InFooter && header.Directory < header.Overhead;
        return !header.IsDescriptorOnly
            && (header.HasMarkers || tablesInFront)
            && header.GrainSize <= ForwardDisk.Boundary
            && header.TableCoverage >= ForwardDisk.Boundary
            && header.Overhead <= MaxFront;
    }

    /// <summary>Looks at the descriptor, which stands behind the header, before anything is taken.</summary>
    private static async ValueTask<bool> NeedsOtherFilesAsync(ForwardFile file, VmdkSparseHeader header, CancellationToken cancellationToken)
    {
        int count = (int)Math.Min(header.Overhead, MaxLook);
        if (header.DescriptorPlace > count - header.DescriptorSize)
        {
            return false;
        }

        var start = new KeptPart(file.Name, 0, (await file.PeekAsync(count, cancellationToken)).ToArray());
        return await VmdkLinkOpener.ReadEmbeddedAsync(start, header, cancellationToken) is { } descriptor && NeedsOtherFiles(descriptor);
    }

    private static bool NeedsOtherFiles(VmdkDescriptor descriptor) => descriptor.IsDelta || descriptor.Extents.Count > 1;

    private static async ValueTask<ForwardDisk?> OpenAsync(
        ForwardFile file, VmdkSparseHeader header, KeptPart front, ReadOptions options, CancellationToken cancellationToken)
    {
        VmdkDescriptor? descriptor = await VmdkLinkOpener.ReadEmbeddedAsync(front, header, cancellationToken);
        if (descriptor is not null)
        {
            VmdkRefusal.Check(descriptor);
            RefuseOtherFiles(descriptor);
        }

        long length = VmdkLinkOpener.TrueLength(header, descriptor);
        bool tablesInFront = header.Directory != VmdkSparseHeader.InFooter && header.Directory < header.Overhead;
        VmdkGrainTables? tables = tablesInFront
            ? new VmdkGrainTables(front, header, await VmdkGrainDirectory.LoadAsync(front, header, options, cancellationToken))
            : null;
        return header.HasMarkers
            ? new VmdkStreamDisk(file, header, length, tables)
            : await VmdkFrontTableDisk.CreateAsync(file, header, length, tables!, cancellationToken);
    }

    private static void RefuseOtherFiles(VmdkDescriptor descriptor)
    {
        if (NeedsOtherFiles(descriptor))
        {
            string what = descriptor.IsDelta ? "is a delta over another image" : "is one of several extents";
            throw new UnsupportedImageException(
                descriptor.File, descriptor.At, $"{what}, which cannot come along; save the files to one folder, and open them there");
        }
    }
}
