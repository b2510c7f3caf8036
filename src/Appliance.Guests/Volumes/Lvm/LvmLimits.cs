namespace Appliance.Guests.Volumes.Lvm;

/// <summary>What is taken from a stranger's metadata.</summary>
internal static class LvmLimits
{
    /// <summary>Most bytes of a volume group's text: an area has 1 MiB by default, and the largest sites use some more.</summary>
    public const int MostText = 16 << 20;

    /// <summary>Most bytes of the texts of all areas: 64 volumes with one of the usual size.</summary>
    public const long MostTexts = 64 << 20;

    /// <summary>Deepest nesting: group, list of volumes, volume, segment, and some to spare.</summary>
    public const int MostDepth = 16;

    /// <summary>Most values and sections: 2,000 volumes of 20 segments of 10 values are 400,000.</summary>
    public const int MostItems = 500_000;

    /// <summary>Most volumes of a group that are looked at: a machine's own groups have some ten, and each look takes reads.</summary>
    public const int MostVolumes = 4096;

    /// <summary>Bytes of a sector, which all of the text counts in.</summary>
    public const int Sector = 512;
}
