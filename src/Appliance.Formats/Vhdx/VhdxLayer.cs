using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhdx;

/// <summary>One VHDX file, without its parents.</summary>
/// <param name="File">The file.</param>
/// <param name="Identity">The state of its data, by which a child knows it.</param>
/// <param name="Parent">Keys and values of the parent locator; null where there is no parent.</param>
/// <param name="Disk">What the file holds by itself; owns the file.</param>
internal sealed record VhdxLayer(Disk File, Guid Identity, IReadOnlyDictionary<string, string>? Parent, Disk Disk)
{
    private const int FileTypeSize = 64 << 10;

    /// <summary>What every VHDX begins with.</summary>
    public static ReadOnlySpan<byte> Signature => "vhdxfile"u8;

    /// <summary>Reads and checks headers, log, regions and metadata of a file.</summary>
    /// <exception cref="ImageException">The file is damaged or refused.</exception>
    public static async ValueTask<VhdxLayer> ReadAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
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
        var disk = new VhdxDisk(content, metadata, new VhdxBlockTable(content, bat, metadata));
        return new VhdxLayer(file, header.DataWriteGuid, metadata.Parent, disk);
    }

    private static async ValueTask<VhdxHeader> ReadHeaderAsync(Disk file, CancellationToken cancellationToken)
    {
        if (file.Length < FileTypeSize)
        {
            throw new InvalidImageException(file.Name, file.Length, "ends before the first header");
        }

        byte[] signature = await file.ReadStructureAsync(0, Signature.Length, "signature", cancellationToken);
        if (!signature.AsSpan().SequenceEqual(Signature))
        {
            throw new InvalidImageException(file.Name, 0, "is no VHDX: signature missing");
        }

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
}
