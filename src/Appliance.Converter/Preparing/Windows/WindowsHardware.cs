using Appliance.Formats.Machines;

namespace Appliance.Converter.Preparing.Windows;

/// <summary>Gives a machine the hardware that its Windows now needs.</summary>
internal static class WindowsHardware
{
    // Two controllers with two each; what is beyond them is seen by PV drivers alone.
    public const int MostIdeDisks = 4;

    /// <summary>
    /// The first start goes over emulated devices, whether or not PV drivers wait: IDE for disks, and the network card
    /// that Windows has a driver for.
    /// </summary>
    public static Machine Fit(Machine machine, WindowsNeeds needs) => machine with
    {
        Disks = [.. machine.Disks.Select((disk, number) => number < MostIdeDisks
            ? disk with { Bus = DiskBus.Ide, ControllerModel = null, Controller = number / 2, Unit = number % 2 } : disk)],
        NetworkCards = [.. machine.NetworkCards.Select(card => card with { Model = needs.EmulatedNetworkCard })],
        ClockOffset = needs.ClockOffset,
        Xen = new XenSupport
        {
            Family = GuestFamily.Windows,
            HasBlockDriver = needs.Disks == HardwarePath.EmulatedThenParavirtual,
            HasNetworkDriver = needs.Networks == HardwarePath.EmulatedThenParavirtual,
            CanPv = false,
            CanPvh = false,
        },
    };
}
