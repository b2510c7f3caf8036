namespace Appliance.Guests.Initramfs;

/// <summary>A member of a cpio archive. The name comes from a stranger: it is a key to compare, never a path to write to.</summary>
/// <param name="Name">Its path, without a slash or <c>./</c> in front; empty for the root.</param>
/// <param name="Mode">Type and permissions, as Unix's st_mode.</param>
/// <param name="Length">Bytes of content; 0 where it comes with a later member that is a hard link to the same file.</param>
public sealed record CpioEntry(string Name, int Mode, long Length)
{
    /// <summary>Its inode in the archive, which hard links to one file share.</summary>
    public uint Inode { get; init; }

    private const int TypeMask = 0xF000; // S_IFMT

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => (Mode & TypeMask) == 0x4000; // S_IFDIR

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => (Mode & TypeMask) == 0x8000; // S_IFREG

    /// <summary>Whether it is a symbolic link; its content is the target.</summary>
    public bool IsLink => (Mode & TypeMask) == 0xA000; // S_IFLNK
}
