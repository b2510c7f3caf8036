using System.Buffers.Binary;
using System.Numerics;

namespace Appliance.Formats.Vmdk;

internal sealed partial class VmdkSparseHeader
{
    private const uint MaxVersion = 3;

    // VMware writes 64 KiB and nothing else; 16 MiB bounds the buffers of a compressed grain.
    private const long MaxGrainSize = 16 << 20;

    // VMware writes 512; 8192 (a table of 32 KiB) leaves room for others and bounds the table cache.
    private const uint MaxTableEntries = 8192;

    // The low half of the flags may be ignored by a reader that does not know them, the high half not.
    private const uint IncompatibleFlags = 0xFFFF_0000 & ~(uint)(VmdkSparseFlags.Compressed | VmdkSparseFlags.Markers);

    private const ushort NoCompression = 0;
    private const ushort Deflate = 1;

    // Sentinel of the directory's place in a stream, whose tables are known only at its end.
    private const ulong DirectoryInFooter = ulong.MaxValue;

    private static ReadOnlySpan<byte> NewlineBytes => "\n \r\n"u8;

    /// <summary>Parses and checks a header or footer.</summary>
    /// <param name="bytes">At least <see cref="Size"/>, with the magic already seen.</param>
    /// <param name="file">For messages.</param>
    /// <param name="at">Where in the file the bytes are from.</param>
    /// <exception cref="InvalidImageException">A field makes no sense.</exception>
    /// <exception cref="UnsupportedImageException">A version or flag is newer than this reader.</exception>
    public static VmdkSparseHeader Parse(ReadOnlySpan<byte> bytes, string file, long at)
    {
        var fields = new Fields(bytes[..Size], file, at);
        var header = new VmdkSparseHeader
        {
            File = file,
            Version = fields.UInt32(VersionOffset),
            Flags = (VmdkSparseFlags)fields.UInt32(FlagsOffset),
            Capacity = fields.Sectors(CapacityOffset, "capacity"),
            GrainSize = fields.Sectors(GrainSizeOffset, "grain size"),
            DescriptorPlace = fields.Sectors(DescriptorPlaceOffset, "descriptor offset"),
            DescriptorSize = fields.Sectors(DescriptorSizeOffset, "descriptor size"),
            TableEntries = (int)Math.Min(fields.UInt32(TableEntriesOffset), MaxTableEntries + 1),
            RedundantDirectory = fields.Sectors(RedundantDirectoryOffset, "redundant grain directory offset"),
            Directory = fields.UInt64(DirectoryOffset) == DirectoryInFooter
                ? InFooter : fields.Sectors(DirectoryOffset, "grain directory offset"),
            Overhead = fields.Sectors(OverheadOffset, "overhead"),
            IsUnclean = bytes[UncleanOffset] != 0,
        };
        header.CheckVersion(fields);
        header.CheckNewlines(fields);
        if (!header.IsDescriptorOnly)
        {
            header.CheckTables(fields);
            header.CheckCompression(fields);
        }

        return header;
    }

    private void CheckVersion(Fields fields)
    {
        if (Version is 0 or > MaxVersion)
        {
            throw new UnsupportedImageException(File, fields.At(VersionOffset), $"sparse extent version {Version} is not known (1 to {MaxVersion} are)");
        }

        uint unknown = (uint)Flags & IncompatibleFlags;
        if (unknown != 0)
        {
            throw new UnsupportedImageException(
                File, fields.At(FlagsOffset), $"sparse extent flags 0x{unknown:X8} are not known, and may not be ignored");
        }
    }

    private void CheckNewlines(Fields fields)
    {
        if (Flags.HasFlag(VmdkSparseFlags.NewlineTest) && !fields.Bytes(NewlineOffset, NewlineBytes.Length).SequenceEqual(NewlineBytes))
        {
            throw new InvalidImageException(
                File, fields.At(NewlineOffset), "the newline bytes are damaged, as by a transfer in text mode; fetch the file again in binary mode");
        }
    }

    private void CheckTables(Fields fields)
    {
        long sectors = GrainSize / VmdkUnits.Sector;
        if (!BitOperations.IsPow2(sectors) || GrainSize > MaxGrainSize)
        {
            throw new InvalidImageException(
                File, fields.At(GrainSizeOffset), $"grain size of {sectors} sectors is not a power of two up to {MaxGrainSize / VmdkUnits.Sector}");
        }

        if (TableEntries is 0 or > (int)MaxTableEntries)
        {
            throw new InvalidImageException(
                File, fields.At(TableEntriesOffset), $"{fields.UInt32(TableEntriesOffset)} entries a grain table are not within 1 to {MaxTableEntries}");
        }
    }

    private void CheckCompression(Fields fields)
    {
        ushort algorithm = fields.UInt16(CompressionOffset);
        if (algorithm > Deflate)
        {
            throw new UnsupportedImageException(File, fields.At(CompressionOffset), $"compression algorithm {algorithm} is not known (1, deflate, is)");
        }

        if (IsCompressed != (algorithm == Deflate))
        {
            throw new InvalidImageException(
                File, fields.At(CompressionOffset), $"compression algorithm {algorithm} and flags 0x{(uint)Flags:X8} contradict each other");
        }

        if (HasMarkers && !IsCompressed)
        {
            throw new InvalidImageException(File, fields.At(FlagsOffset), "flags announce markers without compressed grains");
        }
    }

    /// <summary>Reads fields, and knows where they are.</summary>
    private readonly ref struct Fields(ReadOnlySpan<byte> bytes, string file, long at)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public long At(int offset) => at + offset;

        public ReadOnlySpan<byte> Bytes(int offset, int length) => _bytes.Slice(offset, length);

        public ushort UInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[offset..]);

        public uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[offset..]);

        public ulong UInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[offset..]);

        public long Sectors(int offset, string what)
        {
            ulong sectors = UInt64(offset);
            return sectors <= VmdkUnits.MaxSectors
                ? (long)sectors * VmdkUnits.Sector
                : throw new InvalidImageException(file, At(offset), $"{what} of {sectors} sectors is beyond any disk");
        }
    }
}
