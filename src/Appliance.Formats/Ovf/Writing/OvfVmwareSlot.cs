using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>A place for a disk or drive.</summary>
/// <param name="Bus">The controller's kind.</param>
/// <param name="Controller">Which controller of that kind, from 0.</param>
/// <param name="Unit">Address on the controller.</param>
internal readonly record struct OvfVmwareSlot(DiskBus Bus, int Controller, int Unit)
{
    // Xen's device model shows the first four devices as those of two IDE channels.
    private const int IdeUnits = 2;
    private const int EmulatedDevices = 4;

    /// <summary>
    /// Where a disk goes if nothing is in the way: where it was, or for a device of Xen where its firmware saw it. What
    /// Xen does not emulate goes to SATA, for which every guest has a driver.
    /// </summary>
    public static OvfVmwareSlot Wanted(DiskBus bus, int controller, int unit) => bus switch
    {
        DiskBus.Ide or DiskBus.Scsi or DiskBus.Sata or DiskBus.Nvme => new(bus, controller, unit),
        _ when unit < EmulatedDevices => new(DiskBus.Ide, unit / IdeUnits, unit % IdeUnits),
        _ => new(DiskBus.Sata, 0, unit - EmulatedDevices),
    };
}
