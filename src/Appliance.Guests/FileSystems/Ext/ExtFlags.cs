namespace Appliance.Guests.FileSystems.Ext;

/// <summary>Flags of an inode (<c>i_flags</c>) that matter here.</summary>
[Flags]
internal enum ExtFlags : uint
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>Not to be changed, by order of an administrator (<c>chattr +i</c>).</summary>
    Immutable = 0x10,

    /// <summary>Only to be appended to (<c>chattr +a</c>).</summary>
    AppendOnly = 0x20,

    /// <summary>Encrypted by fscrypt, content and names.</summary>
    Encrypted = 0x800,

    /// <summary>A folder with an index of hashed names.</summary>
    Index = 0x1000,

    /// <summary>Mapped by extents.</summary>
    Extents = 0x80000,

    /// <summary>Protected by fs-verity.</summary>
    Verity = 0x100000,

    /// <summary>Has blocks beyond its end.</summary>
    BlocksBeyondEnd = 0x400000,

    /// <summary>Its content lies in the inode itself.</summary>
    Inline = 0x10000000,

    /// <summary>A folder whose names do not care for case.</summary>
    CaseFolded = 0x40000000,
}
