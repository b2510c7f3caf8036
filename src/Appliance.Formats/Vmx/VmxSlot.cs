using System.Globalization;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Vmx;

/// <summary>A place on a disk controller, such as <c>scsi0:1</c>.</summary>
/// <param name="Bus">The controller's kind.</param>
/// <param name="Controller">Which controller of that kind, from 0.</param>
/// <param name="Unit">Address on the controller.</param>
internal readonly record struct VmxSlot(DiskBus Bus, int Controller, int Unit)
{
    // Of each kind there are four controllers at most, with up to 64 devices (pvscsi and NVMe since hardware version 14).
    private const int MaxNumber = 255;

    private static readonly (string Name, DiskBus Bus)[] Buses =
    [
        ("ide", DiskBus.Ide), ("scsi", DiskBus.Scsi), ("sata", DiskBus.Sata), ("nvme", DiskBus.Nvme),
    ];

    /// <summary>The prefix of the controller's keys: <c>scsi0</c>.</summary>
    public string ControllerKey => $"{NameOf(Bus)}{Controller}";

    /// <summary>The prefix of the device's keys: <c>scsi0:1</c>.</summary>
    public string Key => $"{ControllerKey}:{Unit}";

    /// <summary>The slot that a key, or a whole device name, begins with; null where it is about something else.</summary>
    public static VmxSlot? Parse(string key)
    {
        string device = key.Split('.')[0];
        (string name, DiskBus bus) = Buses.FirstOrDefault(entry => device.StartsWith(entry.Name, StringComparison.OrdinalIgnoreCase));
        return name is not null && device[name.Length..].Split(':') is [var controller, var unit]
            && TryNumber(controller, out int c) && TryNumber(unit, out int u)
            ? new VmxSlot(bus, c, u) : null;
    }

    private static string NameOf(DiskBus bus) => Buses.First(entry => entry.Bus == bus).Name;

    private static bool TryNumber(string text, out int number)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= MaxNumber;
}
