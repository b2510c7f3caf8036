namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>DOS attributes of a file, and what NTFS added (<c>FILE_ATTR_FLAGS</c>), as far as they matter here.</summary>
[Flags]
internal enum NtfsAttributes : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Changed since the last backup.</summary>
    Archive = 0x20,

    /// <summary>Something else stands in place of the file.</summary>
    ReparsePoint = 0x400,
}
