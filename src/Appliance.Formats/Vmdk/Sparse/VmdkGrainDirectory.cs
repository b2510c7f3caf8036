using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>The grain directory: where each grain table is. It is read whole and checked once, 4 bytes for 32 MiB of disk.</summary>
internal sealed class VmdkGrainDirectory
{
    // qemu's limit, 128 MiB of directory: it covers a petabyte in grains of 64 KiB, and 64 TiB in grains of 4 KiB.
    private const long MaxEntries = 32 << 20;

    private readonly byte[] _entries;

    private VmdkGrainDirectory(byte[] entries) => _entries = entries;

    /// <summary>How many tables there may be.</summary>
    public int Count => _entries.Length / sizeof(uint);

    /// <summary>Where table <paramref name="index"/> is in the file; 0 where none of its grains is stored.</summary>
    public long this[int index]
        => (long)BinaryPrimitives.ReadUInt32LittleEndian(_entries.AsSpan(index * sizeof(uint))) * VmdkUnits.Sector;

    /// <summary>The first table at or behind <paramref name="index"/> that is stored; <see cref="Count"/> where none is.</summary>
    public int FindStored(int index)
    {
        // Zero is zero in either byte order.
        int distance = MemoryMarshal.Cast<byte, uint>(_entries.AsSpan(index * sizeof(uint))).IndexOfAnyExcept(0u);
        return distance < 0 ? Count : index + distance;
    }

    /// <summary>Reads the directory; the redundant one where the first is damaged and there is a second.</summary>
    /// <exception cref="InvalidImageException">No directory can be used.</exception>
    public static async ValueTask<VmdkGrainDirectory> LoadAsync(
        Disk file, VmdkSparseHeader header, ReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(file, header, header.Directory, cancellationToken);
        }
        catch (InvalidImageException first) when (header.Flags.HasFlag(VmdkSparseFlags.RedundantDirectory) && header.RedundantDirectory != 0)
        {
            VmdkGrainDirectory? second = await TryLoadAsync(file, header, header.RedundantDirectory, cancellationToken);
            if (second is null)
            {
                throw;
            }

            options.Warn($"{first.Message}; the redundant grain directory is used instead");
            return second;
        }
    }

    /// <summary>Reads and checks the directory at <paramref name="place"/> (bytes).</summary>
    /// <exception cref="InvalidImageException">It is not within the file, or an entry points where no table can be.</exception>
    public static async ValueTask<VmdkGrainDirectory> LoadAsync(
        Disk file, VmdkSparseHeader header, long place, CancellationToken cancellationToken)
    {
        long count = header.DirectoryEntries;
        long size = count * sizeof(uint);
        if (count > MaxEntries || place < 0 || place > file.Length - size || header.IsReserved(place, size))
        {
            throw new InvalidImageException(
                file.Name, place, $"a grain directory of {count} entries cannot lie here in a file of {file.Length} bytes");
        }

        var directory = new VmdkGrainDirectory(await file.ReadStructureAsync(place, (int)size, "grain directory", cancellationToken));
        directory.Check(file, header, place);
        return directory;
    }

    private static async ValueTask<VmdkGrainDirectory?> TryLoadAsync(
        Disk file, VmdkSparseHeader header, long place, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(file, header, place, cancellationToken);
        }
        catch (InvalidImageException)
        {
            return null;
        }
    }

    private void Check(Disk file, VmdkSparseHeader header, long place)
    {
        for (int i = FindStored(0); i < Count; i = FindStored(i + 1))
        {
            long table = this[i];
            if (table > file.Length - header.TableSize || header.IsReserved(table, header.TableSize))
            {
                throw new InvalidImageException(
                    file.Name,
                    place + ((long)i * sizeof(uint)),
                    $"grain directory entry {i} leads to byte {table}, where no grain table can be (file of {file.Length} bytes)");
            }
        }
    }
}
