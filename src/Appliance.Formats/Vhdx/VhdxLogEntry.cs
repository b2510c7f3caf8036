using System.Buffers.Binary;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vhdx;

/// <summary>The header of a log entry (MS-VHDX 2.3.1); its descriptors and data sectors follow it.</summary>
/// <param name="Position">Where the entry starts in the log, in bytes.</param>
/// <param name="Length">Bytes of the whole entry, a multiple of 4 KiB.</param>
/// <param name="Tail">Position of the oldest entry that must be replayed together with this one.</param>
/// <param name="Sequence">Grows by one from entry to entry.</param>
/// <param name="Descriptors">How many descriptors follow.</param>
/// <param name="FlushedLength">The file must be at least this long, or data is lost.</param>
/// <param name="LastLength">The file's length when the entry was written.</param>
internal sealed record VhdxLogEntry(
    int Position, int Length, int Tail, ulong Sequence, int Descriptors, long FlushedLength, long LastLength)
{
    /// <summary>Unit of entries and data: 4 KiB.</summary>
    public const int Sector = 4096;

    /// <summary>Bytes of the header, where the first descriptor stands.</summary>
    public const int HeaderSize = 64;

    /// <summary>Bytes of a descriptor.</summary>
    public const int DescriptorSize = 32;

    private const int ChecksumOffset = 4;
    private const int LengthOffset = 8;
    private const int TailOffset = 12;
    private const int SequenceOffset = 16;
    private const int CountOffset = 24;
    private const int LogGuidOffset = 32;
    private const int FlushedOffset = 48;
    private const int LastOffset = 56;

    /// <summary>Bytes of the sectors that hold the header and all descriptors.</summary>
    public int DescriptorBytes => (HeaderSize + (Descriptors * DescriptorSize) + Sector - 1) / Sector * Sector;

    /// <summary>Reads the entry at a position of the log; null where there is no valid one of this log.</summary>
    /// <param name="log">The whole log.</param>
    /// <param name="position">Where to look, in bytes.</param>
    /// <param name="logGuid">What entries of this log carry.</param>
    /// <param name="budget">Bytes that may still be checked: entries made to overlap would else cost the square of the log.</param>
    public static VhdxLogEntry? Parse(byte[] log, int position, Guid logGuid, ref long budget)
    {
        ReadOnlySpan<byte> header = log.AsSpan(position, HeaderSize);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[LengthOffset..]);
        uint tail = BinaryPrimitives.ReadUInt32LittleEndian(header[TailOffset..]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header[CountOffset..]);
        bool plausible = header.StartsWith("loge"u8)
            && length >= Sector && length % Sector == 0 && length <= log.Length
            && tail % Sector == 0 && tail < log.Length
            && count <= (length - HeaderSize) / DescriptorSize
            && new Guid(header.Slice(LogGuidOffset, 16)) == logGuid;
        if (!plausible || (budget -= length) < 0 || !Crc32C.Matches(Bytes(log, position, (int)length), ChecksumOffset))
        {
            return null;
        }

        return new VhdxLogEntry(
            position, (int)length, (int)tail,
            BinaryPrimitives.ReadUInt64LittleEndian(header[SequenceOffset..]),
            (int)count,
            BinaryPrimitives.ReadInt64LittleEndian(header[FlushedOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[LastOffset..]));
    }

    /// <summary>The entry's bytes; it may go round the end of the log.</summary>
    public byte[] Bytes(byte[] log) => Bytes(log, Position, Length);

    private static byte[] Bytes(byte[] log, int position, int length)
    {
        var entry = new byte[length];
        int first = Math.Min(length, log.Length - position);
        log.AsSpan(position, first).CopyTo(entry);
        log.AsSpan(0, length - first).CopyTo(entry.AsSpan(first));
        return entry;
    }
}
