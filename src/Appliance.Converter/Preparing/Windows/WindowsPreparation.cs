using Appliance.Converter.Preparing.Windows.Disks;
using Appliance.Converter.Preparing.Windows.Drivers;
using Appliance.Converter.Preparing.Windows.FirstBoot;
using Appliance.Converter.Preparing.Windows.Networks;
using Appliance.Formats;
using Appliance.Guests.Inspection;
using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows;

/// <summary>Prepares an installed Windows, 7 to 11 and 2008 R2 to 2025, to start on Xen.</summary>
/// <remarks>
/// The first start goes over emulated IDE, always: xen.sys takes the emulated disks away only once it has seen the
/// paravirtual ones, in the start after that, and gives them back when that fails (win-xenbus, src/xen/unplug.c). So a
/// driver that does not start costs speed, not the system.
/// </remarks>
internal static class WindowsPreparation
{
    private static readonly Version Oldest = new(6, 1);

    /// <summary>Prepares the system.</summary>
    /// <param name="context">The guest, and where it is told what was done.</param>
    /// <param name="system">What is installed.</param>
    /// <param name="pack">The PV drivers; null leaves the guest to emulated devices.</param>
    /// <returns>What the guest now needs.</returns>
    /// <exception cref="ImageException">It cannot be prepared; the message names the way out.</exception>
    public static WindowsNeeds Run(PreparationContext context, WindowsSystem system, DriverPack? pack)
    {
        if (new Version(system.Major, system.Minor) < Oldest)
        {
            throw new UnsupportedImageException(context.Tree.Name, $"{system.Product} is older than Windows 7 and Server 2008 R2, and is not prepared; convert it without preparation");
        }

        using var hives = new WindowsHives(context.Tree, system.SystemRoot);
        IReadOnlyList<DriverPackage> packages = PackagesFor(context, system, pack);
        foreach (IPreparationStep<WindowsSystem> step in StepsFor(new MachineRegistry(hives, system), packages))
        {
            step.Run(context, system);
        }

        hives.Commit();
        return NeedsOf(context, system, packages);
    }

    private static IReadOnlyList<IPreparationStep<WindowsSystem>> StepsFor(MachineRegistry registry, IReadOnlyList<DriverPackage> packages)
    {
        var network = new StaticAddressStep(registry);
        return
        [
            new EmulatedDiskStep(registry),
            new XenDriverStep(registry, packages),
            new VmwareServiceStep(registry),
            new StartSettingsStep(registry),
            network,
            new FirstBootStep(registry, packages, network),
        ];
    }

    private static IReadOnlyList<DriverPackage> PackagesFor(PreparationContext context, WindowsSystem system, DriverPack? pack)
    {
        IReadOnlyList<DriverPackage> packages = pack?.For(system) ?? [];
        if (pack is not null && packages.Count == 0)
        {
            context.Warn($"{pack.Name} holds no driver for {system.Product} ({system.Architecture ?? "unknown processor"}), so that it stays with emulated devices; give a pack that does");
        }

        return packages;
    }

    private static WindowsNeeds NeedsOf(PreparationContext context, WindowsSystem system, IReadOnlyList<DriverPackage> packages)
    {
        if (packages.Count == 0)
        {
            context.Warn("without PV drivers Windows needs emulated IDE disks and an emulated e1000 network card, which are slow; give a driver pack, or install the drivers in the running guest");
        }

        return new WindowsNeeds
        {
            Disks = packages.Any(package => package.IsForDisks) ? HardwarePath.EmulatedThenParavirtual : HardwarePath.Emulated,
            Networks = packages.Any(package => package.IsForNetworks) ? HardwarePath.EmulatedThenParavirtual : HardwarePath.Emulated,
            ClockOffset = system.ClockOffset,
        };
    }
}
