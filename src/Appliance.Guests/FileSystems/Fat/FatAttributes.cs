namespace Appliance.Guests.FileSystems.Fat;

/// <summary>Attributes of an entry.</summary>
[Flags]
internal enum FatAttributes : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The label of the volume, in its root folder.</summary>
    Label = 0x08,

    /// <summary>A part of a long name: read-only, hidden, system and label at once.</summary>
    LongName = 0x0F,

    /// <summary>A folder.</summary>
    Folder = 0x10,

    /// <summary>Changed since the last backup.</summary>
    Archive = 0x20,
}
