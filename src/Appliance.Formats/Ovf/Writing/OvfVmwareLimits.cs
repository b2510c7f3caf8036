using Appliance.Formats.Machines;
using Appliance.Formats.Vmdk;

namespace Appliance.Formats.Ovf;

/// <summary>What VMware refuses at the end of a long upload, refused before the copy.</summary>
internal static class OvfVmwareLimits
{
    // Longest name in a vSphere inventory.
    private const int MaxNameLength = 80;

    // vSphere "Configuration Maximums".
    private const int MaxCards = 10;

    /// <summary>Checks names, disks, their places and network cards.</summary>
    /// <exception cref="UnsupportedImageException">VMware would not take a machine; the message names the way out.</exception>
    public static void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        foreach (MachineDisk disk in group.Disks)
        {
            VmdkLimits.Check(disk.Name, diskSizes[disk.Id]);
        }

        foreach (Machine machine in group.Machines)
        {
            CheckMachine(machine);
        }
    }

    private static void CheckMachine(Machine machine)
    {
        if (machine.Name.Length > MaxNameLength)
        {
            throw new UnsupportedImageException(
                machine.Name, $"the name has {machine.Name.Length} characters, and VMware takes {MaxNameLength}; choose another one with --name");
        }

        if (machine.NetworkCards.Count > MaxCards)
        {
            throw new UnsupportedImageException(
                machine.Name, $"has {machine.NetworkCards.Count} network cards, and VMware takes {MaxCards}; leave them out with --no-network-cards");
        }

        OvfVmwareSlots.Assign(machine);
    }
}
