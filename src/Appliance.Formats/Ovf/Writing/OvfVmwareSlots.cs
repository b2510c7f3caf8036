using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Gives each disk and drive of a machine a place that VMware has: its own where that exists and is free, else the next
/// one of its kind.
/// </summary>
internal sealed class OvfVmwareSlots
{
    private readonly Machine _machine;
    private readonly HashSet<OvfVmwareSlot> _taken = [];

    private OvfVmwareSlots(Machine machine) => _machine = machine;

    /// <summary>The places of the machine's disks, in their order.</summary>
    public OvfVmwareSlot[] Disks { get; private set; } = [];

    /// <summary>The places of the machine's drives, in their order.</summary>
    public OvfVmwareSlot[] Drives { get; private set; } = [];

    /// <summary>The controllers in use, each with the model that the package names for one of its disks.</summary>
    public IEnumerable<(DiskBus Bus, int Number, string? Model)> Controllers
        => from slot in Disks.Concat(Drives).DistinctBy(slot => (slot.Bus, slot.Controller))
           orderby slot.Bus, slot.Controller
           select (slot.Bus, slot.Controller, ModelOf(slot));

    /// <summary>Finds places for everything.</summary>
    /// <exception cref="UnsupportedImageException">There are more disks than VMware has places for.</exception>
    public static OvfVmwareSlots Assign(Machine machine)
    {
        var slots = new OvfVmwareSlots(machine);
        slots.Disks = slots.Take([.. machine.Disks.Select(disk => OvfVmwareSlot.Wanted(disk.Bus, disk.Controller, disk.Unit))]);
        slots.Drives = slots.Take([.. machine.OpticalDrives.Select(WantedBy)]);
        return slots;
    }

    /// <summary>There are no drives for NVMe.</summary>
    private static OvfVmwareSlot WantedBy(OpticalDrive drive)
        => OvfVmwareSlot.Wanted(drive.Bus == DiskBus.Nvme ? DiskBus.Sata : drive.Bus, drive.Controller, drive.Unit);

    /// <summary>Those who can have what they want come first, so that nobody loses a place to one without.</summary>
    private OvfVmwareSlot[] Take(OvfVmwareSlot[] wanted)
    {
        bool[] settled = [.. wanted.Select(slot => OvfVmwareBus.Of(slot.Bus).Slots.Contains(slot) && _taken.Add(slot))];
        for (int i = 0; i < wanted.Length; i++)
        {
            wanted[i] = settled[i] ? wanted[i] : TakeNext(wanted[i]);
        }

        return wanted;
    }

    /// <summary>The next free place behind the wanted one, else the first; IDE is soon full, and SATA stands in.</summary>
    private OvfVmwareSlot TakeNext(OvfVmwareSlot wanted)
    {
        DiskBus[] kinds = wanted.Bus == DiskBus.Ide ? [DiskBus.Ide, DiskBus.Sata] : [wanted.Bus];
        OvfVmwareSlot[] free = [.. kinds.SelectMany(bus => OvfVmwareBus.Of(bus).Slots).Where(slot => !_taken.Contains(slot))];
        if (free.Length == 0)
        {
            throw new UnsupportedImageException(
                _machine.Name, $"has more disks and drives on {wanted.Bus} controllers than VMware takes ({OvfVmwareBus.Of(wanted.Bus).Slots.Count()})");
        }

        OvfVmwareSlot next = free.FirstOrDefault(slot => IsBehind(slot, wanted), free[0]);
        _taken.Add(next);
        return next;
    }

    private static bool IsBehind(OvfVmwareSlot slot, OvfVmwareSlot wanted)
        => slot.Bus == wanted.Bus && (slot.Controller, slot.Unit).CompareTo((wanted.Controller, wanted.Unit)) > 0;

    private string? ModelOf(OvfVmwareSlot controller)
        => _machine.Disks.Where((_, i) => Disks[i].Bus == controller.Bus && Disks[i].Controller == controller.Controller)
            .Select(disk => disk.ControllerModel).FirstOrDefault(model => model is not null);
}
