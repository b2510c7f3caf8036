namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>Gives addresses to nodes, one behind the other.</summary>
/// <param name="start">That of the first one.</param>
internal sealed class BtrfsAddresses(long start)
{
    /// <summary>Where the next one may be.</summary>
    public long Next { get; private set; } = start;

    /// <summary>The next one.</summary>
    public long Take()
    {
        long address = BtrfsSpace.Skip(Next, BtrfsSpace.NodeSize);
        Next = address + BtrfsSpace.NodeSize;
        return address;
    }
}
