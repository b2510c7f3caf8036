using System.Buffers.Binary;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// The constant header of a space-efficient delta of ESXi (extent type SESPARSE), in bytes where the file counts in
/// sectors. VMware has published nothing of it; the layout is the one qemu reads (block/vmdk.c).
/// </summary>
internal sealed class SeSparseHeader
{
    /// <summary>Bytes of the structure.</summary>
    public const int Size = 512;

    /// <summary>Bytes of virtual disk in a grain.</summary>
    public const int GrainSize = 8 * VmdkUnits.Sector;

    /// <summary>Bytes of a grain table.</summary>
    public const int TableSize = 64 * VmdkUnits.Sector;

    /// <summary>Entries of a grain table.</summary>
    public const int TableEntries = TableSize / sizeof(ulong);

    /// <summary>Bytes of virtual disk that a grain table covers: 16 MiB.</summary>
    public const long TableCoverage = (long)GrainSize * TableEntries;

    // All fields are of 64 bits, little-endian.
    private const int VersionOffset = 8;
    private const int CapacityOffset = 16;
    private const int GrainSizeOffset = 24;
    private const int TableSizeOffset = 32;
    private const int FlagsOffset = 40;
    private const int ReservedEnd = 80;
    private const int VolatileHeaderOffset = 80;
    private const int DirectoryOffset = 128;
    private const int DirectorySizeOffset = 136;
    private const int TablesOffset = 144;
    private const int GrainsOffset = 192;
    private const int PaddingOffset = 208;

    // Version 2.1, which every ESXi writes.
    private const ulong Version = 0x0000_0002_0000_0001;

    private SeSparseHeader(string file) => File = file;

    /// <summary>The file the header is from, for messages.</summary>
    public string File { get; }

    /// <summary>Bytes of virtual disk.</summary>
    public required long Capacity { get; init; }

    /// <summary>Where the header is that changes while the disk is in use.</summary>
    public required long VolatileHeader { get; init; }

    /// <summary>Where the grain directory starts.</summary>
    public required long Directory { get; init; }

    /// <summary>Where the area of the grain tables starts.</summary>
    public required long Tables { get; init; }

    /// <summary>Where the area of the grains starts.</summary>
    public required long Grains { get; init; }

    /// <summary>Entries of the grain directory that the disk needs.</summary>
    public long DirectoryEntries => VmdkUnits.DivideUp(Capacity, TableCoverage);

    /// <summary>Parses and checks a header.</summary>
    /// <param name="bytes">At least <see cref="Size"/>, with the magic already seen.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="InvalidImageException">A field makes no sense.</exception>
    /// <exception cref="UnsupportedImageException">It is of a version, or of sizes, that no known ESXi writes.</exception>
    public static SeSparseHeader Parse(ReadOnlySpan<byte> bytes, string file)
    {
        Require(bytes, file, VersionOffset, Version, "version");
        Require(bytes, file, GrainSizeOffset, GrainSize / VmdkUnits.Sector, "grain size in sectors");
        Require(bytes, file, TableSizeOffset, TableSize / VmdkUnits.Sector, "grain table size in sectors");
        RequireZeros(bytes, file, FlagsOffset, ReservedEnd);
        RequireZeros(bytes, file, PaddingOffset, Size);
        var header = new SeSparseHeader(file)
        {
            Capacity = Bytes(bytes, file, CapacityOffset, "capacity"),
            VolatileHeader = Bytes(bytes, file, VolatileHeaderOffset, "volatile header offset"),
            Directory = Bytes(bytes, file, DirectoryOffset, "grain directory offset"),
            Tables = Bytes(bytes, file, TablesOffset, "grain tables offset"),
            Grains = Bytes(bytes, file, GrainsOffset, "grains offset"),
        };
        header.CheckDirectory(Bytes(bytes, file, DirectorySizeOffset, "grain directory size"));
        return header;
    }

    /// <summary>Zeros that the format keeps for its future: what is there means what nobody here knows.</summary>
    public static void RequireZeros(ReadOnlySpan<byte> bytes, string file, int start, int end, long at = 0)
    {
        int found = bytes[start..end].IndexOfAnyExcept((byte)0);
        if (found >= 0)
        {
            throw new UnsupportedImageException(
                file, at + start + found, "a reserved field of the SESPARSE header is in use: a feature that is not known; clone the disk with vmkfstools -i");
        }
    }

    private static void Require(ReadOnlySpan<byte> bytes, string file, int offset, ulong expected, string what)
    {
        ulong actual = BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
        if (actual != expected)
        {
            throw new UnsupportedImageException(
                file, offset, $"SESPARSE {what} 0x{actual:X} is not known (0x{expected:X} is); clone the disk with vmkfstools -i");
        }
    }

    private static long Bytes(ReadOnlySpan<byte> bytes, string file, int offset, string what)
    {
        ulong sectors = BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
        return sectors <= VmdkUnits.MaxSectors
            ? (long)sectors * VmdkUnits.Sector
            : throw new InvalidImageException(file, offset, $"{what} of {sectors} sectors is beyond any disk");
    }

    private void CheckDirectory(long size)
    {
        if (size / sizeof(ulong) < DirectoryEntries)
        {
            throw new InvalidImageException(
                File, DirectorySizeOffset, $"the grain directory has {size / sizeof(ulong)} entries, where {Capacity} bytes of disk need {DirectoryEntries}");
        }
    }
}
