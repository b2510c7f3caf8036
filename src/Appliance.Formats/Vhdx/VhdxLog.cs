using System.Buffers.Binary;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhdx;

/// <summary>Replays the log of a VHDX that was not closed cleanly (MS-VHDX 2.3.3), into a layer over the file.</summary>
internal sealed class VhdxLog
{
    // Hyper-V and qemu-img make logs of 1 MiB; Windows lets an administrator make larger ones.
    private const int MaxLength = 64 << 20;
    // Entries do not overlap, but what older ones left behind is found too.
    private const int MaxChecks = 8;
    private const int DataHeader = 8;
    private const int DataTail = 4;

    private readonly Disk _file;
    private readonly VhdxHeader _header;
    private readonly byte[] _log;

    private VhdxLog(Disk file, VhdxHeader header, byte[] log)
    {
        _file = file;
        _header = header;
        _log = log;
    }

    /// <summary>Shows the file with its log replayed.</summary>
    /// <exception cref="InvalidImageException">The log has no valid sequence, or the file is shorter than it says.</exception>
    public static async ValueTask<Disk> ReplayAsync(Disk file, VhdxHeader header, CancellationToken cancellationToken)
    {
        if (header.LogLength is < VhdxLogEntry.Sector or > MaxLength || header.LogLength % VhdxLogEntry.Sector != 0)
        {
            throw new InvalidImageException(file.Name, header.LogOffset, $"a log of {header.LogLength} bytes makes no sense");
        }

        byte[] log = await file.ReadStructureAsync(header.LogOffset, header.LogLength, "log", cancellationToken);
        return new VhdxLog(file, header, log).Replay();
    }

    private VhdxLogOverlay Replay()
    {
        List<VhdxLogEntry> sequence = FindActiveSequence();
        VhdxLogEntry last = sequence[^1];
        if (_file.Length < last.FlushedLength)
        {
            throw new InvalidImageException(
                _file.Name, _header.LogOffset + last.Position, $"the file has {_file.Length} bytes, its log needs {last.FlushedLength}");
        }

        var overlay = new VhdxLogOverlay(_file, last.LastLength);
        foreach (VhdxLogEntry entry in sequence)
        {
            Apply(entry, entry.Bytes(_log), overlay);
        }

        return overlay;
    }

    /// <summary>The unbroken run of entries, from the tail of its last one, that has the greatest last sequence number.</summary>
    private List<VhdxLogEntry> FindActiveSequence()
    {
        var entries = new Dictionary<int, VhdxLogEntry>();
        long budget = (long)_log.Length * MaxChecks;
        for (int position = 0; position < _log.Length; position += VhdxLogEntry.Sector)
        {
            if (VhdxLogEntry.Parse(_log, position, _header.LogGuid, ref budget) is { } entry)
            {
                entries.Add(position, entry);
            }
        }

        foreach (VhdxLogEntry last in entries.Values.OrderByDescending(entry => entry.Sequence))
        {
            if (Follow(entries, last) is { } sequence)
            {
                return sequence;
            }
        }

        throw new InvalidImageException(_file.Name, _header.LogOffset, "the log is marked as in use but holds no valid sequence of entries");
    }

    private List<VhdxLogEntry>? Follow(Dictionary<int, VhdxLogEntry> entries, VhdxLogEntry last)
    {
        var sequence = new List<VhdxLogEntry>();
        int position = last.Tail;
        while (entries.TryGetValue(position, out VhdxLogEntry? entry)
            && (sequence.Count == 0 || entry.Sequence == sequence[^1].Sequence + 1))
        {
            sequence.Add(entry);
            if (entry == last)
            {
                return sequence;
            }

            position = (position + entry.Length) % _log.Length;
        }

        return null;
    }

    private void Apply(VhdxLogEntry entry, byte[] bytes, VhdxLogOverlay overlay)
    {
        int data = entry.DescriptorBytes;
        for (int i = 0; i < entry.Descriptors; i++)
        {
            ReadOnlySpan<byte> descriptor = bytes.AsSpan(VhdxLogEntry.HeaderSize + (i * VhdxLogEntry.DescriptorSize), VhdxLogEntry.DescriptorSize);
            long target = BinaryPrimitives.ReadInt64LittleEndian(descriptor[16..]);
            if (target < 0 || target % VhdxLogEntry.Sector != 0 || BinaryPrimitives.ReadUInt64LittleEndian(descriptor[24..]) != entry.Sequence)
            {
                throw Damaged(entry, "a descriptor with a bad target or sequence number");
            }

            if (descriptor.StartsWith("zero"u8))
            {
                overlay.PutZeros(target, BinaryPrimitives.ReadInt64LittleEndian(descriptor[8..]));
            }
            else if (descriptor.StartsWith("desc"u8) && data <= bytes.Length - VhdxLogEntry.Sector)
            {
                overlay.Put(target, Restore(descriptor, bytes.AsSpan(data, VhdxLogEntry.Sector)));
                data += VhdxLogEntry.Sector;
            }
            else
            {
                throw Damaged(entry, "a descriptor that is none, or whose data is missing");
            }
        }
    }

    /// <summary>First and last bytes of a data sector carry sequence numbers; what they replace is in the descriptor.</summary>
    private static byte[] Restore(ReadOnlySpan<byte> descriptor, ReadOnlySpan<byte> stored)
    {
        byte[] sector = stored.ToArray();
        descriptor.Slice(8, DataHeader).CopyTo(sector);
        descriptor.Slice(4, DataTail).CopyTo(sector.AsSpan(VhdxLogEntry.Sector - DataTail));
        return sector;
    }

    private InvalidImageException Damaged(VhdxLogEntry entry, string what)
        => new(_file.Name, _header.LogOffset + entry.Position, $"the log entry holds {what}");
}
