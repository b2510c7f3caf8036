using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Guests;

namespace Appliance.Converter.Differing;

/// <summary>Tells in what two packages differ: hardware, installed packages, files. Nothing of a guest is run or changed.</summary>
public static class Differ
{
    /// <summary>Compares the first machine with the first, and so on. The sources stay open.</summary>
    /// <param name="old">What was.</param>
    /// <param name="next">What is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">A disk is damaged or missing.</exception>
    public static async Task<SourceDifference> CompareAsync(IMachineSource old, IMachineSource next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(next);
        var machines = new List<MachineDifference>();
        for (int i = 0; i < Math.Max(old.Group.Machines.Count, next.Group.Machines.Count); i++)
        {
            await using OpenedMachine before = await OpenedMachine.OpenAsync(old, old.Group.Machines.ElementAtOrDefault(i), cancellationToken);
            await using OpenedMachine after = await OpenedMachine.OpenAsync(next, next.Group.Machines.ElementAtOrDefault(i), cancellationToken);
            machines.Add(Compare(before, after, cancellationToken));
        }

        return new SourceDifference(old.Name, next.Name, machines);
    }

    private static MachineDifference Compare(OpenedMachine old, OpenedMachine next, CancellationToken cancellationToken)
    {
        IReadOnlyList<HardwareDifference> hardware = HardwareDiffer.Compare(old.Machine, old.DiskSizes, next.Machine, next.DiskSizes);
        var difference = new MachineDifference((next.Machine ?? old.Machine)!.Name, hardware);
        return old.DiskSizes.Count == 0 || next.DiskSizes.Count == 0 ? difference : CompareGuests(difference, old, next, cancellationToken);
    }

    private static MachineDifference CompareGuests(MachineDifference difference, OpenedMachine old, OpenedMachine next, CancellationToken cancellationToken)
    {
        try
        {
            Guest before = old.OpenGuest(cancellationToken), after = next.OpenGuest(cancellationToken);
            return difference with
            {
                Packages = SoftwareDiffer.Compare(OpenedMachine.SoftwareOf(before), OpenedMachine.SoftwareOf(after)),
                Files = new FileDiffer(before.Tree, after.Tree).Compare(cancellationToken),
            };
        }
        catch (Exception e) when (e is ImageException or MissingToolException)
        {
            return difference with { Problem = e.Message };
        }
    }
}
