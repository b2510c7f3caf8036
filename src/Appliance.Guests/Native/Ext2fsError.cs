namespace Appliance.Guests.Native;

/// <summary>The error numbers of libext2fs (<c>ext2_err.h</c>) that are told apart here.</summary>
internal static class Ext2fsError
{
    private const nint Base = 2133571328;

    /// <summary>A block could not be read.</summary>
    public const nint ShortRead = Base + 36;

    /// <summary>A block could not be written.</summary>
    public const nint ShortWrite = Base + 37;

    /// <summary>No room for the name in the blocks of the folder.</summary>
    public const nint FolderFull = Base + 38;

    /// <summary>A block number beyond the end.</summary>
    public const nint BadBlockNumber = Base + 42;

    /// <summary>A feature that this version does not know.</summary>
    public const nint UnsupportedFeature = Base + 67;

    /// <summary>A feature that this version does not know, but can read over.</summary>
    public const nint ReadOnlyFeature = Base + 68;

    /// <summary>An argument the library makes nothing of.</summary>
    public const nint InvalidArgument = Base + 71;

    /// <summary>No free block.</summary>
    public const nint NoFreeBlock = Base + 72;

    /// <summary>No free inode.</summary>
    public const nint NoFreeInode = Base + 73;

    /// <summary>No such name.</summary>
    public const nint NotFound = Base + 76;

    /// <summary>A file beyond what its kind of block map can hold.</summary>
    public const nint FileTooBig = Base + 82;

    /// <summary>The names of a folder are hashed by a method that this version does not know.</summary>
    public const nint UnknownHash = Base + 89;

    /// <summary>No room for an attribute.</summary>
    public const nint NoAttributeSpace = Base + 163;

    /// <summary>The file system was made without attributes.</summary>
    public const nint NoAttributes = Base + 164;
}
