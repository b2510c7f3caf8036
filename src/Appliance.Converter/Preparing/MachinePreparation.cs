using Appliance.Converter.Preparing.Linux;
using Appliance.Converter.Preparing.Windows;
using Appliance.Converter.Preparing.Windows.Drivers;
using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Guests;
using Appliance.Guests.Containers;
using Appliance.Guests.Devices;
using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux;
using Appliance.Guests.Volumes;

namespace Appliance.Converter.Preparing;

/// <summary>Prepares the system of one machine.</summary>
/// <param name="options">How.</param>
/// <param name="drivers">The PV drivers for a Windows; null where there are none.</param>
internal sealed class MachinePreparation(PreparationOptions options, DriverPack? drivers)
{
    /// <summary>Finds the system on the disks, changes what Xen needs changed, and brings it to the overlays.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="disks">Its disks, in its order.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The machine with the hardware that its system now needs, and what was done.</returns>
    public (Machine Machine, GuestReport Report) Run(Machine machine, IReadOnlyList<OverlayDisk> disks, CancellationToken cancellationToken)
    {
        BlockDevice[] devices = [.. disks.Select(disk => new DiskDevice(disk, cancellationToken))];
        using GuestfsContainers? containers = options.UsesLibguestfs || options.Keys.Count > 0 ? new GuestfsContainers(options.Keys, cancellationToken) : null;
        using var engines = new GuestEngines(options.Time, cancellationToken, options.MountsWithKernel);
        var opening = new GuestOptions { Engines = engines.All, Containers = containers is null ? [] : [containers], IsWritable = true };
        using Guest guest = Guest.Open(devices, opening);
        var context = new PreparationContext(machine, guest.Tree, guest.Volumes)
        {
            ExtraModules = options.InitramfsModules,
            SpoolFolder = options.SpoolFolder,
        };
        foreach (string remark in guest.Remarks)
        {
            context.Warn(remark);
        }

        (string product, Machine prepared) = guest.IsWindows ? PrepareWindows(context) : PrepareLinux(context, guest.MountedVolumes);
        guest.Flush();
        return (prepared, GuestReport.Of(context, product));
    }

    private static (string Product, Machine Machine) PrepareLinux(PreparationContext context, IReadOnlyDictionary<string, Volume> volumes)
    {
        LinuxSystem system = LinuxInspector.Inspect(context.Tree) ?? throw Unknown(context);
        LinuxPreparation.Run(context, system);
        if (system.UsesUefi && context.Machine.Firmware == Firmware.Bios)
        {
            context.Warn("the system has a loader for UEFI, and the machine has a BIOS: where it does not start, give it UEFI on the host");
        }

        return (system.Product, context.Machine with { Xen = LinuxOnXen.Describe(context.Tree, system, volumes) });
    }

    private (string Product, Machine Machine) PrepareWindows(PreparationContext context)
    {
        WindowsSystem system = WindowsInspector.Inspect(context.Tree, context.Machine.Firmware == Firmware.Uefi) ?? throw Unknown(context);
        WindowsNeeds needs = WindowsPreparation.Run(context, system, drivers);
        if (context.Machine.Disks.Count > WindowsHardware.MostIdeDisks)
        {
            context.Warn($"it has {context.Machine.Disks.Count} disks, and without PV drivers Windows sees {WindowsHardware.MostIdeDisks} of them on Xen");
        }

        return (system.Product, WindowsHardware.Fit(context.Machine, needs));
    }

    private static UnsupportedImageException Unknown(PreparationContext context)
        => new(context.Tree.Name, "holds a system that is not known here: convert it as it is with --guest keep");
}
