namespace Appliance.Guests.FileSystems.Fat;

/// <summary>Attributes of an entry.</summary>
[Flags]
internal enum FatAttributes : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Not to be written.</summary>
    ReadOnly = 0x01,

    /// <summary>Not shown.</summary>
    Hidden = 0x02,

    /// <summary>Part of the operating system.</summary>
    System = 0x04,

    /// <summary>The label of the volume, in its root folder.</summary>
    Label = 0x08,

    /// <summary>A part of a long name.</summary>
    LongName = ReadOnly | Hidden | System | Label,

    /// <summary>A folder.</summary>
    Folder = 0x10,

    /// <summary>Changed since the last backup.</summary>
    Archive = 0x20,
}
