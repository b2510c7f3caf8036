namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>Kinds of attributes of a file (<c>ATTR_TYPES</c>).</summary>
internal enum NtfsAttributeType : uint
{
    /// <summary>A name in a folder.</summary>
    FileName = 0x30,

    /// <summary>The label, of $Volume.</summary>
    VolumeName = 0x60,

    /// <summary>Version and flags, of $Volume.</summary>
    VolumeInformation = 0x70,

    /// <summary>Content.</summary>
    Data = 0x80,

    /// <summary>Which blocks of a folder's index are in use.</summary>
    Bitmap = 0xB0,

    /// <summary>What stands in place of the file: a link, for one.</summary>
    ReparsePoint = 0xC0,
}
