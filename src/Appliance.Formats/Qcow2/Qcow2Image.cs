using System.Buffers.Binary;
using System.Text;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.IO.Zstd;

namespace Appliance.Formats.Qcow2;

/// <summary>Opens QCOW2 images of version 2 and 3, alone or over a backing file that the caller chooses.</summary>
public static class Qcow2Image
{
    /// <summary>Whether a file starts like a QCOW of any version.</summary>
    /// <param name="head">Its first 4 bytes or more.</param>
    public static bool IsQcow(ReadOnlySpan<byte> head)
        => head.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(head) == Qcow2Header.Magic;

    /// <summary>Opens an image that stands alone.</summary>
    /// <inheritdoc cref="OpenAsync(Disk, Func{CancellationToken, ValueTask{Disk}}, ReadOptions, CancellationToken)"/>
    public static ValueTask<Disk> OpenAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
        => OpenAsync(file, openBacking: null, options, cancellationToken);

    /// <summary>Opens the virtual disk, as it is now: internal snapshots are left out.</summary>
    /// <param name="file">The file; owned by the disk that is returned, and disposed where the opening fails.</param>
    /// <param name="openBacking">
    /// Opens the backing file; null where there is none. The name in the header is never followed: it would let a
    /// stranger's image read any file of this machine.
    /// </param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged.</exception>
    /// <exception cref="UnsupportedImageException">
    /// It is encrypted, keeps its data elsewhere, needs unknown features, or has a backing file that was not chosen.
    /// </exception>
    public static async ValueTask<Disk> OpenAsync(
        Disk file, Func<CancellationToken, ValueTask<Disk>>? openBacking, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        await using var opened = new Ownership<Disk>(file);
        Qcow2Header header = await ReadHeaderAsync(file, options, cancellationToken);
        await CheckBackingAsync(file, header, openBacking is not null, cancellationToken);
        byte[] l1 = await file.ReadStructureAsync(
            header.L1Offset, header.L1Entries * sizeof(ulong), "first-level table", cancellationToken);
        var disk = new Qcow2Disk(file, header, l1);
        Disk whole = openBacking is null ? disk : new DeltaDisk(disk, await openBacking(cancellationToken));
        opened.Release();
        return whole;
    }

    private static async ValueTask<Qcow2Header> ReadHeaderAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        byte[] bytes = await file.ReadStructureAsync(0, (int)Math.Min(Qcow2Header.MaxSize, file.Length), "header", cancellationToken);
        Qcow2Header header = Qcow2Header.Parse(bytes, file.Name);
        options.CheckDiskSize(file.Name, header.Size);
        if (header.HasSnapshots)
        {
            options.Warn($"{file.Name}: holds internal snapshots, which are left out");
        }

        if (header.UsesZstd)
        {
            ZstdDecoder.CheckAvailable(file.Name);
        }

        return header;
    }

    private static async ValueTask CheckBackingAsync(Disk file, Qcow2Header header, bool chosen, CancellationToken cancellationToken)
    {
        if (header.BackingNameOffset == 0 && chosen)
        {
            throw new UnsupportedImageException(
                file.Name, Qcow2Header.BackingOffset, "has no backing file, so none can be laid under it; leave --backing away");
        }

        if (header.BackingNameOffset != 0 && !chosen)
        {
            byte[] name = await file.ReadStructureAsync(
                header.BackingNameOffset, header.BackingNameLength, "backing file's name", cancellationToken);
            throw new UnsupportedImageException(
                file.Name, Qcow2Header.BackingOffset,
                $"leans on the backing file \"{RelativeName.Printable(Encoding.UTF8.GetString(name))}\", which is not followed by itself; "
                    + "give the file with --backing FILE, or flatten the image with qemu-img convert first");
        }
    }
}
