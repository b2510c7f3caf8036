using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Comparing;

/// <summary>Compares the disks of two sources: the first of the one with the first of the other, and so on.</summary>
public static class Comparison
{
    /// <summary>Compares, disk after disk. The sources stay open.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <param name="workers">Threads to use.</param>
    /// <param name="progress">Called from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Appliance.Formats.ImageException">A disk is damaged or missing.</exception>
    public static async Task<PackageComparison> CompareAsync(
        IMachineSource first, IMachineSource second, int workers, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        MachineDisk[] ones = [.. first.Group.Disks];
        MachineDisk[] others = [.. second.Group.Disks];
        var compared = new List<DiskComparison>();
        foreach ((MachineDisk one, MachineDisk other) in ones.Zip(others))
        {
            await using Disk left = await first.OpenDiskAsync(one, cancellationToken);
            await using Disk right = await second.OpenDiskAsync(other, cancellationToken);
            compared.Add(await DiskComparer.CompareAsync(left, right, workers, at => progress?.Invoke(one, at), cancellationToken));
        }

        return new PackageComparison(first.Name, second.Name, ones.Length, others.Length, compared);
    }
}
