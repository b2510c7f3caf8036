namespace Appliance.Guests.FileSystems;

/// <summary>What the mode of a file says, as Unix has it.</summary>
internal static class UnixMode
{
    /// <summary>The bits that are its rights.</summary>
    public const int Rights = 0xFFF;

    private const int TypeMask = 0xF000; // S_IFMT

    /// <summary>What it is.</summary>
    public static FileType TypeOf(int mode) => (mode & TypeMask) switch
    {
        0x8000 => FileType.File, // S_IFREG
        0x4000 => FileType.Folder, // S_IFDIR
        0xA000 => FileType.Link, // S_IFLNK
        _ => FileType.Other,
    };
}
