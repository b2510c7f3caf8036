using System.Buffers.Binary;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Qcow2;

/// <summary>Opens QCOW2 images of version 2 and 3 that stand alone.</summary>
public static class Qcow2Image
{
    /// <summary>Whether a file starts like a QCOW of any version.</summary>
    /// <param name="head">Its first 4 bytes or more.</param>
    public static bool IsQcow(ReadOnlySpan<byte> head)
        => head.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(head) == Qcow2Header.Magic;

    /// <summary>Opens the virtual disk, as it is now: internal snapshots are left out.</summary>
    /// <param name="file">The file; owned by the disk that is returned.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It is encrypted, or leans on other files or unknown features.</exception>
    public static async ValueTask<Disk> OpenAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        byte[] bytes = await file.ReadStructureAsync(0, (int)Math.Min(Qcow2Header.MaxSize, file.Length), "header", cancellationToken);
        Qcow2Header header = Qcow2Header.Parse(bytes, file.Name);
        options.CheckDiskSize(file.Name, header.Size);
        if (header.HasSnapshots)
        {
            options.Warn($"{file.Name}: holds internal snapshots, which are left out");
        }

        var l1 = new ulong[header.L1Entries];
        byte[] table = await file.ReadStructureAsync(header.L1Offset, l1.Length * sizeof(ulong), "first-level table", cancellationToken);
        for (int i = 0; i < l1.Length; i++)
        {
            l1[i] = BinaryPrimitives.ReadUInt64BigEndian(table.AsSpan(i * sizeof(ulong)));
        }

        return new Qcow2Disk(file, header, l1);
    }
}
