using System.Buffers.Binary;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vhdx;

/// <summary>One of the two headers of a VHDX (MS-VHDX 2.2.2); the valid one with the greater sequence number counts.</summary>
internal sealed record VhdxHeader(ulong SequenceNumber, Guid DataWriteGuid, Guid LogGuid, long LogOffset, int LogLength)
{
    /// <summary>Bytes that the checksum covers.</summary>
    public const int Size = 4096;

    /// <summary>Where the two copies stand.</summary>
    public static readonly long[] Offsets = [64 << 10, 128 << 10];

    private const int ChecksumOffset = 4;
    private const int SequenceOffset = 8;
    private const int DataWriteGuidOffset = 32;
    private const int LogGuidOffset = 48;
    private const int LogVersionOffset = 64;
    private const int VersionOffset = 66;
    private const int LogLengthOffset = 68;
    private const int LogOffsetOffset = 72;

    /// <summary>Whether the log has entries that are not yet in their place.</summary>
    public bool HasLog => LogGuid != Guid.Empty;

    /// <summary>Reads one copy; null where its signature or checksum is wrong.</summary>
    /// <exception cref="UnsupportedImageException">It is of a version that is not known.</exception>
    public static VhdxHeader? Parse(ReadOnlySpan<byte> bytes, string file, long offset)
    {
        if (!bytes.StartsWith("head"u8) || !Crc32C.Matches(bytes, ChecksumOffset))
        {
            return null;
        }

        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[VersionOffset..]);
        ushort logVersion = BinaryPrimitives.ReadUInt16LittleEndian(bytes[LogVersionOffset..]);
        if (version != 1 || logVersion != 0)
        {
            throw new UnsupportedImageException(file, offset, $"VHDX version {version} with log version {logVersion} is not known");
        }

        return new VhdxHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[SequenceOffset..]),
            new Guid(bytes.Slice(DataWriteGuidOffset, 16)),
            new Guid(bytes.Slice(LogGuidOffset, 16)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[LogOffsetOffset..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[LogLengthOffset..]));
    }
}
