namespace Appliance.Formats.Vmdk;

/// <summary>
/// The header of a hosted sparse extent (Virtual Disk Format 5.0, "Hosted Sparse Extents"), in bytes where the file
/// counts in sectors. The footer of a stream is one more of the same, and that of a redo log of ESX says less of it.
/// </summary>
internal sealed partial class VmdkSparseHeader
{
    /// <summary>Bytes of the structure.</summary>
    public const int Size = 512;

    /// <summary>The directory's place is told by the footer.</summary>
    public const long InFooter = -1;

    // Offsets of the fields, each the previous one plus its length; the structure is packed, little-endian.
    private const int VersionOffset = 4;
    private const int FlagsOffset = VersionOffset + sizeof(uint);
    private const int CapacityOffset = FlagsOffset + sizeof(uint);
    private const int GrainSizeOffset = CapacityOffset + sizeof(ulong);
    private const int DescriptorPlaceOffset = GrainSizeOffset + sizeof(ulong);
    private const int DescriptorSizeOffset = DescriptorPlaceOffset + sizeof(ulong);
    private const int TableEntriesOffset = DescriptorSizeOffset + sizeof(ulong);
    private const int RedundantDirectoryOffset = TableEntriesOffset + sizeof(uint);
    private const int DirectoryOffset = RedundantDirectoryOffset + sizeof(ulong);
    private const int OverheadOffset = DirectoryOffset + sizeof(ulong);
    private const int UncleanOffset = OverheadOffset + sizeof(ulong);
    private const int NewlineOffset = UncleanOffset + 1;
    private const int CompressionOffset = NewlineOffset + 4;

    /// <summary>The file the header is from, for messages.</summary>
    public required string File { get; init; }

    /// <summary>Whether it is a redo log of ESX (COWD), which is laid out the same but for a longer header.</summary>
    public bool IsRedoLog { get; init; }

    /// <summary>1; 2 where zeroed grains are used; 3 for streams and change tracking.</summary>
    public required uint Version { get; init; }

    /// <summary>What the extent makes use of.</summary>
    public required VmdkSparseFlags Flags { get; init; }

    /// <summary>Bytes of virtual disk; some writers round up to a grain.</summary>
    public required long Capacity { get; init; }

    /// <summary>Bytes of virtual disk in a grain, a power of two.</summary>
    public required long GrainSize { get; init; }

    /// <summary>Where the embedded descriptor starts; 0 where there is none.</summary>
    public required long DescriptorPlace { get; init; }

    /// <summary>Bytes set aside for the embedded descriptor.</summary>
    public required long DescriptorSize { get; init; }

    /// <summary>Entries of a grain table.</summary>
    public required int TableEntries { get; init; }

    /// <summary>Where the grain directory starts, or <see cref="InFooter"/>.</summary>
    public required long Directory { get; init; }

    /// <summary>Where the second copy of the grain directory starts; 0 where there is none.</summary>
    public required long RedundantDirectory { get; init; }

    /// <summary>Bytes of metadata in front of the first grain.</summary>
    public required long Overhead { get; init; }

    /// <summary>Whether the extent was not closed properly.</summary>
    public required bool IsUnclean { get; init; }

    /// <summary>Whether grains are compressed.</summary>
    public bool IsCompressed => Flags.HasFlag(VmdkSparseFlags.Compressed);

    /// <summary>Whether grains are announced by markers.</summary>
    public bool HasMarkers => Flags.HasFlag(VmdkSparseFlags.Markers);

    /// <summary>Whether a table entry of 1 means zeros.</summary>
    public bool HasZeroedGrains => Flags.HasFlag(VmdkSparseFlags.ZeroedGrains);

    /// <summary>Whether the file only carries a descriptor, and the disk is in other files.</summary>
    public bool IsDescriptorOnly => Capacity == 0 && DescriptorPlace != 0;

    /// <summary>Bytes of a grain table.</summary>
    public int TableSize => TableEntries * sizeof(uint);

    /// <summary>Bytes of virtual disk that one grain table covers.</summary>
    public long TableCoverage => GrainSize * TableEntries;

    /// <summary>Entries of the grain directory.</summary>
    public long DirectoryEntries => VmdkUnits.DivideUp(Capacity, TableCoverage);

    /// <summary>Grains of the virtual disk, the last one perhaps short.</summary>
    public long Grains => VmdkUnits.DivideUp(Capacity, GrainSize);

    /// <summary>Bytes of the header, at the start of the file.</summary>
    public int HeaderSize => IsRedoLog ? CowdHeader.Size : Size;

    /// <summary>Whether a range of the file touches the header or the embedded descriptor, where neither table nor grain can be.</summary>
    public bool IsReserved(long offset, long length)
        => offset < HeaderSize || (offset < DescriptorPlace + DescriptorSize && offset + length > DescriptorPlace);

    /// <summary>Whether a range of the file touches the grain directory.</summary>
    public bool IsDirectory(long offset, long length)
        => offset < Directory + (DirectoryEntries * sizeof(uint)) && offset + length > Directory;
}
