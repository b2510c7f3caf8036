namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>An item of a tree.</summary>
/// <param name="Key">Where it is.</param>
/// <param name="Data">What it says.</param>
internal sealed record BtrfsItem(BtrfsKey Key, byte[] Data);
