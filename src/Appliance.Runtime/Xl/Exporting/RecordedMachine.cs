using System.Globalization;
using Appliance.Formats.Machines;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Exporting;

/// <summary>Tells in the neutral words of packages what a host knows of a machine.</summary>
internal static class RecordedMachine
{
    // Two controllers with two each.
    private const int PerController = 2;

    /// <summary>The machine.</summary>
    public static Machine Describe(MachineRecord record) => new()
    {
        Id = record.Name,
        Name = record.Name,
        Description = record.Description,
        Cpus = record.Cpus,
        Memory = record.Memory,
        Firmware = record.Boot == BootMethod.Uefi ? Firmware.Uefi : Firmware.Bios,
        ClockOffset = record.ClockOffset,
        Disks = [.. record.Disks.Select((disk, index) => Describe(record, disk, index))],
        NetworkCards = [.. record.Cards.Select(Describe)],
        Start = record.Start,
        HealthChecks = record.HealthChecks,
        Restart = record.Restart == RestartPolicy.No ? null : record.Restart, // as it is without a word of it
    };

    /// <summary>What the package calls a disk; no two of a group have the same.</summary>
    public static string IdOf(MachineRecord record, DiskRecord disk) => $"{record.Name}-{disk.Vdev}";

    private static MachineDisk Describe(MachineRecord record, DiskRecord disk, int index)
    {
        bool isIde = record.Type == DomainType.Hvm && !record.UsesAhci && disk.Vdev.StartsWith("hd", StringComparison.Ordinal);
        return new MachineDisk
        {
            Id = IdOf(record, disk),
            Name = disk.Name.Length > 0 ? disk.Name : IdOf(record, disk),
            Capacity = disk.Size,
            FileName = disk.Path[(disk.Path.LastIndexOf('/') + 1)..],
            Bus = isIde ? DiskBus.Ide : record.UsesAhci ? DiskBus.Sata : DiskBus.Xen,
            Controller = isIde ? index / PerController : 0,
            Unit = isIde ? index % PerController : index,
            IsBootable = index == 0,
            IsReadOnly = disk.IsReadOnly,
        };
    }

    private static NetworkCard Describe(CardRecord card, int index) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"Network adapter {index + 1}"),
        Network = card.Network ?? (card.Vlan is { } vlan ? $"{card.Bridge}{(vlan[0] == ':' ? "" : ".")}{vlan}" : card.Bridge),
        Mac = card.Mac,
        Model = card.Model switch { "e1000" => "E1000", "pcnet" => "PCNet32", _ => null },
    };
}
