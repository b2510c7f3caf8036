using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Guests;
using Appliance.Guests.Devices;
using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux;

namespace Appliance.Converter.Inspecting;

/// <summary>Looks for the system on a machine's disks, and changes nothing.</summary>
internal static class GuestInspection
{
    /// <summary>Describes the system.</summary>
    /// <param name="source">Where the machine is from.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The system, or why nothing can be said of it.</returns>
    public static async Task<(SystemReport? System, string? Problem)> RunAsync(
        IMachineSource source, Machine machine, CancellationToken cancellationToken)
    {
        if (!source.CanReadAtRandom || machine.Disks.Count == 0)
        {
            return (null, null);
        }

        var disks = new List<Disk>();
        try
        {
            foreach (MachineDisk disk in machine.Disks)
            {
                disks.Add(await source.OpenDiskAsync(disk, cancellationToken));
            }

            return (Inspect(machine, disks, cancellationToken), null);
        }
        catch (Exception e) when (e is ImageException or MissingToolException or IOException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
        finally
        {
            foreach (Disk disk in disks)
            {
                await disk.DisposeAsync();
            }
        }
    }

    private static SystemReport? Inspect(Machine machine, List<Disk> disks, CancellationToken cancellationToken)
    {
        using var engines = new GuestEngines(TimeProvider.System, cancellationToken);
        using Guest guest = Guest.Open([.. disks.Select(disk => new DiskDevice(disk, cancellationToken))], new GuestOptions { Engines = engines.All });
        InstalledSystem? system = guest.IsWindows
            ? WindowsInspector.Inspect(guest.Tree, machine.Firmware == Firmware.Uefi) : LinuxInspector.Inspect(guest.Tree);
        return system is null ? null : SystemReport.Of(system, guest.Remarks);
    }
}
