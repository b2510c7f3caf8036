namespace Appliance.Formats.Vhd;

/// <summary>How a parent locator spells the parent's path: four characters, read as a number.</summary>
internal enum VhdPlatform : uint
{
    /// <summary>An unused locator.</summary>
    None = 0,

    /// <summary><c>Wi2r</c>, deprecated.</summary>
    OldWindowsRelative = 0x57693272,

    /// <summary><c>Wi2k</c>, deprecated.</summary>
    OldWindowsAbsolute = 0x5769326B,

    /// <summary><c>W2ru</c>: a path relative to the child, in UTF-16LE.</summary>
    WindowsRelative = 0x57327275,

    /// <summary><c>W2ku</c>: an absolute path, in UTF-16LE.</summary>
    WindowsAbsolute = 0x57326B75,

    /// <summary><c>Mac </c>: a Mac OS alias.</summary>
    MacAlias = 0x4D616320,

    /// <summary><c>MacX</c>: a file URL, in UTF-8.</summary>
    MacUrl = 0x4D616358,
}
