namespace Appliance.Converter.Comparing;

/// <summary>How the disks of two sources compare, by their order.</summary>
/// <param name="First">Name of the one source.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="FirstDisks">How many disks the one has.</param>
/// <param name="SecondDisks">How many disks the other has.</param>
/// <param name="Disks">All pairs.</param>
public sealed record PackageComparison(
    string First, string Second, int FirstDisks, int SecondDisks, IReadOnlyList<DiskComparison> Disks)
{
    /// <summary>Whether there are as many disks, and all of them hold the same guest bytes.</summary>
    public bool IsSame => FirstDisks == SecondDisks && Disks.All(disk => disk.IsSame);
}
