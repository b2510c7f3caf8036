namespace Appliance.Guests.Devices;

/// <summary>Takes devices to be equal that are put together from the same runs, under whatever names.</summary>
internal sealed class SameBytesComparer : IEqualityComparer<BlockDevice>
{
    private SameBytesComparer()
    {
    }

    /// <summary>The only one that is needed.</summary>
    public static SameBytesComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(BlockDevice? x, BlockDevice? y)
        => ReferenceEquals(x, y) || (x is MappedDevice first && y is MappedDevice second && first.Segments.SequenceEqual(second.Segments));

    /// <inheritdoc/>
    public int GetHashCode(BlockDevice obj) => obj.Length.GetHashCode();
}
