namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>A range of the device for one kind of things. Addresses within the file system are those on the device.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Type">What it is for.</param>
/// <param name="Used">Bytes of it that are taken.</param>
internal sealed record BtrfsChunk(long Start, long Length, ulong Type, long Used)
{
    /// <summary>For content.</summary>
    public const ulong Data = 1;

    /// <summary>For the tree of chunks.</summary>
    public const ulong System = 2;

    /// <summary>For all other trees.</summary>
    public const ulong Metadata = 4;
}
