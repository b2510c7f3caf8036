namespace Appliance.Formats.Disks;

/// <summary>A disk that somebody else closes: for those who are handed a disk and dispose it, several times over.</summary>
/// <param name="inner">Not owned.</param>
public sealed class BorrowedDisk(Disk inner) : DiskLayer(inner)
{
    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
