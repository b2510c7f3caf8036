namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>What the items of a tree are ordered by.</summary>
/// <param name="Id">What it is about: a file, a tree, an address.</param>
/// <param name="Type">One of <see cref="BtrfsType"/>.</param>
/// <param name="Offset">What tells several of the same from one another.</param>
internal readonly record struct BtrfsKey(ulong Id, byte Type, ulong Offset)
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 17;

    /// <summary>What it is ordered by.</summary>
    public (ulong Id, byte Type, ulong Offset) Order => (Id, Type, Offset);
}
