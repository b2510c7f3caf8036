using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>The grain directory: which grain tables there are. It is read whole and checked once, 8 bytes for 16 MiB of disk.</summary>
internal sealed class SeSparseDirectory
{
    // 64 TiB, which is the most ESXi makes: 32 MiB of directory.
    private const long MaxEntries = 4 << 20;

    // The upper half of an entry in use; the lower one is the number of a table.
    private const ulong InUse = 0x1000_0000_0000_0000;
    private const ulong NumberMask = uint.MaxValue;

    private readonly byte[] _entries;
    private readonly SeSparseHeader _header;

    private SeSparseDirectory(byte[] entries, SeSparseHeader header)
    {
        _entries = entries;
        _header = header;
    }

    /// <summary>How many tables there may be.</summary>
    public int Count => _entries.Length / sizeof(ulong);

    /// <summary>Where table <paramref name="index"/> is in the file; null where none of its grains is stored.</summary>
    public long? this[int index] => Entry(index) is var entry and not 0 ? PlaceOf(entry) : null;

    /// <summary>The first table at or behind <paramref name="index"/> that is stored; <see cref="Count"/> where none is.</summary>
    public int FindStored(int index)
    {
        // Zero is zero in either byte order.
        int distance = MemoryMarshal.Cast<byte, ulong>(_entries.AsSpan(index * sizeof(ulong))).IndexOfAnyExcept(0ul);
        return distance < 0 ? Count : index + distance;
    }

    /// <summary>Reads and checks the directory.</summary>
    /// <exception cref="InvalidImageException">It is not within the file, or an entry points where no table can be.</exception>
    public static async ValueTask<SeSparseDirectory> LoadAsync(Disk file, SeSparseHeader header, CancellationToken cancellationToken)
    {
        long count = header.DirectoryEntries;
        long size = count * sizeof(ulong);
        if (count > MaxEntries || header.Directory < SeSparseHeader.Size || header.Directory > file.Length - size)
        {
            throw new InvalidImageException(
                file.Name, header.Directory, $"a grain directory of {count} entries cannot lie here in a file of {file.Length} bytes");
        }

        byte[] entries = await file.ReadStructureAsync(header.Directory, (int)size, "grain directory", cancellationToken);
        var directory = new SeSparseDirectory(entries, header);
        directory.Check(file);
        return directory;
    }

    private ulong Entry(int index) => BinaryPrimitives.ReadUInt64LittleEndian(_entries.AsSpan(index * sizeof(ulong)));

    private long PlaceOf(ulong entry) => _header.Tables + ((long)(entry & NumberMask) * SeSparseHeader.TableSize);

    private void Check(Disk file)
    {
        for (int i = FindStored(0); i < Count; i = FindStored(i + 1))
        {
            ulong entry = Entry(i);
            long at = _header.Directory + ((long)i * sizeof(ulong));
            if ((entry & ~NumberMask) != InUse)
            {
                throw new InvalidImageException(file.Name, at, $"grain directory entry {i} is 0x{entry:X16}, which is no table");
            }

            if (PlaceOf(entry) < SeSparseHeader.Size || PlaceOf(entry) > file.Length - SeSparseHeader.TableSize)
            {
                throw new InvalidImageException(
                    file.Name, at, $"grain directory entry {i} leads to byte {PlaceOf(entry)}, where no grain table can be (file of {file.Length} bytes)");
            }
        }
    }
}
