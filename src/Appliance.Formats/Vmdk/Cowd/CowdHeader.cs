using System.Buffers.Binary;
using System.Numerics;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// The header of a redo log of ESX (extent type VMFSSPARSE, magic "COWD"). Behind it a COWD is like a hosted sparse
/// extent: a directory, tables and grains, of 512 bytes mostly (libvmdk, "VMware Virtual Disk Format", COWD sparse
/// extent data file). It has no descriptor inside: the one beside it tells of the parent.
/// </summary>
internal static class CowdHeader
{
    /// <summary>Bytes of the structure.</summary>
    public const int Size = 2048;

    // Offsets of the fields, each the previous one plus its length; all are of 32 bits, little-endian.
    private const int VersionOffset = 4;
    private const int FlagsOffset = VersionOffset + sizeof(uint);
    private const int CapacityOffset = FlagsOffset + sizeof(uint);
    private const int GrainSizeOffset = CapacityOffset + sizeof(uint);
    private const int DirectoryOffset = GrainSizeOffset + sizeof(uint);
    private const int DirectoryEntriesOffset = DirectoryOffset + sizeof(uint);

    // Behind the parent's path, generations, name and description, which ESX leaves empty.
    private const int UncleanOffset = 1648;

    private const uint Version = 1;

    // Not in the header: every COWD has tables of 16 KiB.
    private const int TableEntries = 4096;

    // ESX writes a sector and seldom more; the same bound as that of other sparse extents.
    private const long MaxGrainSize = 16 << 20;

    /// <summary>Parses and checks a header.</summary>
    /// <param name="bytes">At least <see cref="Size"/>, with the magic already seen.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="InvalidImageException">A field makes no sense.</exception>
    /// <exception cref="UnsupportedImageException">The version is not known.</exception>
    public static VmdkSparseHeader Parse(ReadOnlySpan<byte> bytes, string file)
    {
        uint version = Field(bytes, VersionOffset);
        if (version != Version)
        {
            throw new UnsupportedImageException(file, VersionOffset, $"COWD version {version} is not known (1 is)");
        }

        uint grainSectors = Field(bytes, GrainSizeOffset);
        if (!BitOperations.IsPow2(grainSectors) || Bytes(grainSectors) > MaxGrainSize)
        {
            throw new InvalidImageException(
                file, GrainSizeOffset, $"grain size of {grainSectors} sectors is not a power of two up to {MaxGrainSize / VmdkUnits.Sector}");
        }

        VmdkSparseHeader header = Describe(bytes, file);
        uint entries = Field(bytes, DirectoryEntriesOffset);
        return header.DirectoryEntries <= entries
            ? header
            : throw new InvalidImageException(
                file, DirectoryEntriesOffset, $"the grain directory has {entries} entries, where {header.Capacity} bytes of disk need {header.DirectoryEntries}");
    }

    private static VmdkSparseHeader Describe(ReadOnlySpan<byte> bytes, string file)
    {
        long directory = Bytes(Field(bytes, DirectoryOffset));
        return new VmdkSparseHeader
        {
            File = file,
            IsRedoLog = true,
            Version = Version,
            Flags = VmdkSparseFlags.None,
            Capacity = Bytes(Field(bytes, CapacityOffset)),
            GrainSize = Bytes(Field(bytes, GrainSizeOffset)),
            DescriptorPlace = 0,
            DescriptorSize = 0,
            TableEntries = TableEntries,
            Directory = directory,
            RedundantDirectory = 0,
            Overhead = directory + ((long)Field(bytes, DirectoryEntriesOffset) * sizeof(uint)),
            IsUnclean = Field(bytes, UncleanOffset) != 0,
        };
    }

    private static uint Field(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static long Bytes(uint sectors) => (long)sectors * VmdkUnits.Sector;
}
