using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vhdx;

/// <summary>Opens VHDX files: dynamic, fixed and differencing ones, and those whose log was not replayed.</summary>
public static class VhdxImage
{
    // Hyper-V allows no chains near this length; a longer one is a cycle or an attack.
    private const int MaxChain = 256;
    private const int FileTypeSize = 64 << 10;
    private static readonly string[] LinkageKeys = ["parent_linkage", "parent_linkage2"];

    /// <summary>Whether a file starts like a VHDX.</summary>
    /// <param name="head">Its first 8 bytes or more.</param>
    public static bool IsVhdx(ReadOnlySpan<byte> head) => head.StartsWith("vhdxfile"u8);

    /// <summary>Opens the virtual disk.</summary>
    /// <param name="file">The file; owned by the disk that is returned.</param>
    /// <param name="siblings">Where a parent is looked for, by its base name.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged, or its parent is missing or another one.</exception>
    /// <exception cref="UnsupportedImageException">It needs something that is not known.</exception>
    public static async ValueTask<Disk> OpenAsync(
        Disk file, IFileFolder? siblings, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        return (await OpenAsync(file, siblings, options, depth: 0, cancellationToken)).Disk;
    }

    private static async ValueTask<(Disk Disk, Guid Identity)> OpenAsync(
        Disk file, IFileFolder? siblings, ReadOptions options, int depth, CancellationToken cancellationToken)
    {
        if (file.Length < FileTypeSize)
        {
            throw new InvalidImageException(file.Name, file.Length, "ends before the first header");
        }

        VhdxHeader header = await ReadHeaderAsync(file, cancellationToken);
        Disk content = file;
        if (header.HasLog)
        {
            options.Warn($"{file.Name}: was not closed cleanly; its log is replayed in memory");
            content = await VhdxLog.ReplayAsync(file, header, cancellationToken);
        }

        (VhdxRegion bat, VhdxRegion metadataRegion) = await VhdxRegionTable.ReadAsync(content, cancellationToken);
        VhdxMetadata metadata = await VhdxMetadataReader.ReadAsync(content, metadataRegion, cancellationToken);
        options.CheckDiskSize(file.Name, metadata.DiskSize);
        var disk = new VhdxDisk(content, metadata, await VhdxDisk.ReadBatAsync(content, bat, metadata, cancellationToken));
        if (metadata.Parent is null)
        {
            return (disk, header.DataWriteGuid);
        }

        Disk parent = await OpenParentAsync(file.Name, metadata.Parent, siblings, options, depth, cancellationToken);
        return (new DeltaDisk(disk, parent), header.DataWriteGuid);
    }

    private static async ValueTask<VhdxHeader> ReadHeaderAsync(Disk file, CancellationToken cancellationToken)
    {
        VhdxHeader? current = null;
        foreach (long offset in VhdxHeader.Offsets)
        {
            byte[] bytes = await file.ReadStructureAsync(offset, VhdxHeader.Size, "header", cancellationToken);
            VhdxHeader? header = VhdxHeader.Parse(bytes, file.Name, offset);
            if (header is not null && (current is null || header.SequenceNumber > current.SequenceNumber))
            {
                current = header;
            }
        }

        return current ?? throw new InvalidImageException(file.Name, VhdxHeader.Offsets[0], "both headers are damaged");
    }

    private static async ValueTask<Disk> OpenParentAsync(
        string child, IReadOnlyDictionary<string, string> locator, IFileFolder? siblings, ReadOptions options, int depth,
        CancellationToken cancellationToken)
    {
        if (depth == MaxChain)
        {
            throw new InvalidImageException(child, $"has more than {MaxChain} parents; is it a parent of itself?");
        }

        string path = locator.GetValueOrDefault("relative_path") ?? locator.GetValueOrDefault("absolute_win32_path")
            ?? throw new InvalidImageException(child, "is a differencing disk that does not name its parent");
        string name = RelativeName.Check(child, path.Split('\\', '/')[^1]);
        Disk file = (siblings is null ? null : await siblings.OpenAsync(name, cancellationToken))
            ?? throw new InvalidImageException(child, $"its parent \"{RelativeName.Printable(name)}\" is missing; put it into the same folder");
        (Disk parent, Guid identity) = await OpenAsync(file, siblings, options, depth + 1, cancellationToken);
        string[] expected = [.. LinkageKeys.Select(locator.GetValueOrDefault).OfType<string>()];
        if (!expected.Any(text => Guid.TryParse(text, out Guid id) && id == identity))
        {
            throw new InvalidImageException(child, $"was made over another state of \"{RelativeName.Printable(name)}\": it expects {string.Join(" or ", expected)}, the file is {{{identity}}}");
        }

        return parent;
    }
}
