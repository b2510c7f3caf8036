using System.Buffers.Binary;
using Appliance.Formats;

namespace Appliance.Guests.Registry;

/// <summary>
/// The first 4,096 bytes of a hive, the "base block": github.com/msuhanov/regf, "Windows registry file format
/// specification". All numbers are little-endian.
/// </summary>
internal readonly record struct HiveHeader
{
    /// <summary>Bytes it takes; the bins follow it.</summary>
    public const int Size = 4096;

    private const uint Magic = 0x66676572; // "regf"
    private const int FirstSequenceAt = 4;
    private const int SecondSequenceAt = 8;
    private const int WrittenAt = 12;
    private const int MajorAt = 20;
    private const int MinorAt = 24;
    private const int BinsLengthAt = 40;
    private const int ChecksumAt = 508;

    // A bin starts at a multiple of this.
    private const int BinAlignment = 4096;

    /// <summary>Whether the last write was not completed: what is missing is in the logs beside the hive.</summary>
    public required bool IsDirty { get; init; }

    /// <summary>When the hive was last written, as Windows counts time.</summary>
    public required ulong Written { get; init; }

    /// <summary>Reads and checks the header of a hive.</summary>
    /// <param name="name">What messages call the hive.</param>
    /// <param name="hive">The whole hive.</param>
    /// <exception cref="InvalidImageException">It is no hive, or damaged.</exception>
    /// <exception cref="UnsupportedImageException">Its version is another.</exception>
    public static HiveHeader Parse(string name, ReadOnlySpan<byte> hive)
    {
        if (hive.Length < Size + BinAlignment || Read(hive, at: 0) != Magic)
        {
            throw new InvalidImageException(name, offset: 0, "is no registry hive");
        }

        if (Read(hive, MajorAt) != 1 || Read(hive, MinorAt) is < 3 or > 6)
        {
            throw new UnsupportedImageException(name, MajorAt, $"is a registry hive of version {Read(hive, MajorAt)}.{Read(hive, MinorAt)}, known are 1.3 to 1.6");
        }

        uint bins = Read(hive, BinsLengthAt);
        if (bins == 0 || bins % BinAlignment != 0 || bins > hive.Length - Size)
        {
            throw new InvalidImageException(name, BinsLengthAt, $"claims {bins} bytes of bins, and {hive.Length - Size} follow");
        }

        return new HiveHeader
        {
            IsDirty = Read(hive, FirstSequenceAt) != Read(hive, SecondSequenceAt) || Read(hive, ChecksumAt) != ChecksumOf(hive),
            Written = BinaryPrimitives.ReadUInt64LittleEndian(hive[WrittenAt..]),
        };
    }

    /// <summary>Puts another time in place of when the hive was written.</summary>
    public static void SetWritten(Span<byte> hive, ulong written)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(hive[WrittenAt..], written);
        BinaryPrimitives.WriteUInt32LittleEndian(hive[ChecksumAt..], ChecksumOf(hive));
    }

    // The exclusive or of all before it; the values of all ones and all zeros are stepped aside from.
    private static uint ChecksumOf(ReadOnlySpan<byte> hive)
    {
        uint sum = 0;
        for (int at = 0; at < ChecksumAt; at += sizeof(uint))
        {
            sum ^= Read(hive, at);
        }

        return sum switch { 0 => 1, uint.MaxValue => uint.MaxValue - 1, _ => sum };
    }

    private static uint Read(ReadOnlySpan<byte> hive, int at) => BinaryPrimitives.ReadUInt32LittleEndian(hive[at..]);
}
