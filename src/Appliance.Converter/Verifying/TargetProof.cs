namespace Appliance.Converter.Verifying;

/// <summary>What reading a target back showed, before it was committed.</summary>
/// <param name="Disks">Its disks, as far as they could be read.</param>
/// <param name="Problem">Why it cannot be read as what it should be; null where it can.</param>
public sealed record TargetProof(IReadOnlyList<DiskProof> Disks, string? Problem)
{
    /// <summary>Whether all of it can be read, and every disk holds the source's guest bytes.</summary>
    public bool Holds => Problem is null && Disks.All(disk => disk.IsSame);
}
