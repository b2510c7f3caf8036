using System.Globalization;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>VMware's names of emulated devices, and the hardware generation that has them.</summary>
internal static class OvfVmwareModels
{
    public const string ParallelScsi = "lsilogic";
    public const string SerialScsi = "lsilogicsas";
    public const string Sata = "vmware.sata.ahci";
    public const string Nvme = "vmware.nvme.controller";
    public const string Tpm = "vmware.vtpm";
    public const string Drive = "vmware.cdrom.remotepassthrough";

    // Generations: what ESXi 6.5 and everything since runs, and the newest there is.
    private const int DefaultVersion = 13;
    private const int LastVersion = 22;

    private static readonly string[] Cards = ["E1000", "E1000e", "VmxNet3", "VmxNet2", "VmxNet", "PCNet32"];

    /// <summary>
    /// A SCSI controller, under whatever name VMware's or VirtualBox's formats know it. Where nothing is said, the one that
    /// guests bring a driver for: Windows has none for the parallel one since Vista.
    /// </summary>
    public static string ScsiOf(string? model, GuestSystem guest)
    {
        bool Holds(string word) => model?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
        return Holds("virtualscsi") || Holds("pvscsi") ? "VirtualSCSI"
            : Holds("sas") ? SerialScsi
            : Holds("buslogic") ? "buslogic"
            : Holds("lsilogic") ? ParallelScsi
            : IsWindows(guest) ? SerialScsi : ParallelScsi;
    }

    /// <summary>A network card; one that VMware does not have becomes an E1000, which every guest knows.</summary>
    public static string CardOf(string? model)
        => Cards.FirstOrDefault(name => name.Equals(model, StringComparison.OrdinalIgnoreCase)) ?? Cards[0];

    /// <summary>The generation the machine was made for, or the next one that has all of its devices: <c>vmx-13</c>.</summary>
    public static string VersionOf(Machine machine, OvfVmwareSlots slots)
    {
        int known = machine.HardwareVersions.Select(ParseVersion).Where(version => version <= LastVersion).DefaultIfEmpty(0).Max();
        return $"vmx-{Math.Max(known > 0 ? known : DefaultVersion, OldestFor(machine, slots)):D2}";
    }

    private static int ParseVersion(string type)
        => type.StartsWith("vmx-", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(type.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 0;

    private static int OldestFor(Machine machine, OvfVmwareSlots slots)
    {
        DiskBus[] buses = [.. slots.Controllers.Select(controller => controller.Bus)];
        string[] models = [.. slots.Controllers.Where(c => c.Bus == DiskBus.Scsi).Select(c => ScsiOf(c.Model, machine.Guest)),
            .. machine.NetworkCards.Select(card => CardOf(card.Model))];
        return machine.HasTpm ? 14
            : machine.SecureBoot || buses.Contains(DiskBus.Nvme) ? 13
            : buses.Contains(DiskBus.Sata) ? 10
            : machine.Firmware == Firmware.Uefi || models.Contains("E1000e") ? 8
            : models.Any(model => model is SerialScsi or "VirtualSCSI" or "VmxNet3") ? 7
            : 4;
    }

    private static bool IsWindows(GuestSystem guest)
        => (guest.VmwareId ?? guest.Description)?.StartsWith("win", StringComparison.OrdinalIgnoreCase) == true
            || guest.Description?.Contains("Windows", StringComparison.OrdinalIgnoreCase) == true;
}
