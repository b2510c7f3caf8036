using System.Globalization;
using System.Text;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Domains;

/// <summary>Writes the configuration of a domain (xl.cfg(5)) from what is known of its machine.</summary>
internal static class XlConfig
{
    private const long Mebibyte = 1 << 20;

    // How far a running guest can be given processors. Each costs Xen a MiB, and old PV kernels know 32 at most.
    private const int Growth = 4;
    private const int MostSpareCpus = 32;

    /// <summary>The text of <c>domain.cfg</c>.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="saved">What its saved memory is of, where it is taken up from one; null where it starts.</param>
    /// <param name="folder">Where what belongs to it lies; needed by one that has OVF properties.</param>
    /// <exception cref="FormatException">The record holds what no configuration can say; the message names it.</exception>
    public static string Write(MachineRecord machine, DomainLimits? saved = null, MachineFolder? folder = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var text = new StringBuilder("# Made from machine.json at each start: what is changed here is lost.\n");
        Add(text, "name", Quote(machine.Name));
        Add(text, "uuid", Quote(machine.Uuid.ToString()));
        Add(text, "type", Quote(machine.Type.ToString().ToLowerInvariant()));
        AddSize(text, machine, saved);
        Add(text, "on_poweroff", Quote("destroy"));
        Add(text, "on_reboot", Quote("restart"));
        Add(text, "on_crash", Quote("preserve"));
        AddBoot(text, machine);
        if (machine.Type == DomainType.Hvm)
        {
            AddEmulation(text, machine);
        }

        string? hook = folder is not null && EnvironmentHook.IsFor(machine) ? folder.Hook : null;
        Add(text, "disk", List([.. machine.Disks.Select(Disk), .. Disc(machine, folder)]));
        Add(text, "vif", List(machine.Cards.Select((card, index) => Card(card, index == 0 ? hook : null))));
        return text.ToString();
    }

    /// <summary>A disk as <c>disk</c> and <c>xl block-attach</c> take it (xl-disk-configuration(5)).</summary>
    public static string Disk(DiskRecord disk) =>
        $"format={(disk.Format == VolumeFormat.Vhd ? "vhd" : "raw")}, vdev={Plain(disk.Vdev)}, access={(disk.IsReadOnly ? "ro" : "rw")}, target={Plain(disk.Path)}";

    /// <summary>A network card as <c>vif</c> and <c>xl network-attach</c> take it (xl-network-configuration(5)).</summary>
    /// <param name="card">The card.</param>
    /// <param name="script">The program that connects it; null for the one that is made for its bridge.</param>
    public static string Card(CardRecord card, string? script = null)
    {
        var text = new StringBuilder($"mac={Plain(card.Mac)}, bridge={Plain(card.Bridge)}");
        if (card.IsOpenVswitch)
        {
            text.Append(Vlan(card.Vlan));
        }

        if ((script ?? (card.IsOpenVswitch ? "vif-openvswitch" : null)) is { } program)
        {
            text.Append(CultureInfo.InvariantCulture, $", script={Plain(program)}");
        }

        return card.Model is null ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $", model={Plain(card.Model)}").ToString();
    }

    /// <summary>The disc with the OVF environment: a CD drive where it has a place of IDE. PV and PVH domains have it as a disk, which needs no emulation.</summary>
    private static IEnumerable<string> Disc(MachineRecord machine, MachineFolder? folder)
        => machine.Environment?.Vdev is not { } vdev || folder is null ? []
            : [$"format=raw, vdev={Plain(vdev)}, access=ro, {(vdev.StartsWith("hd", StringComparison.Ordinal) ? "devtype=cdrom, " : "")}target={Plain(folder.Disc)}"];

    /// <summary>A saved memory is of a domain that may have been started with more, or less, than the machine has now.</summary>
    private static void AddSize(StringBuilder text, MachineRecord machine, DomainLimits? saved)
    {
        Add(text, "memory", Number(Math.Min(machine.Memory, saved?.Memory ?? long.MaxValue) / Mebibyte));
        Add(text, "vcpus", Number(Math.Min(machine.Cpus, saved?.Cpus ?? int.MaxValue)));
        Add(text, "maxvcpus", Number(saved?.Cpus ?? Math.Max(machine.Cpus, Math.Min(machine.Cpus * Growth, MostSpareCpus))));
        if (saved is not null)
        {
            Add(text, "maxmem", Number(saved.Memory / Mebibyte));
        }
    }

    private static void AddBoot(StringBuilder text, MachineRecord machine)
    {
        switch (machine.Boot)
        {
            case BootMethod.Bios:
                Add(text, "boot", Quote("c"));
                break;
            case BootMethod.Uefi:
                Add(text, "bios", Quote("ovmf"));
                break;
            case BootMethod.PyGrub:
                Add(text, "bootloader", Quote("pygrub"));
                break;
            default:
                Add(text, "kernel", Quote(machine.Kernel ?? throw new FormatException($"{machine.Name}: its record names no kernel to boot")));
                AddIf(text, "ramdisk", machine.Ramdisk);
                AddIf(text, "extra", machine.KernelArguments);
                break;
        }
    }

    /// <summary>A serial port to listen to, no screen; AHCI only where it is asked for, since no guest unplugs that.</summary>
    private static void AddEmulation(StringBuilder text, MachineRecord machine)
    {
        Add(text, "serial", Quote("pty"));
        Add(text, "vga", Quote("none"));
        Add(text, "vnc", "0");
        Add(text, "sdl", "0");
        Add(text, "usb", "0");
        if (machine.UsesAhci)
        {
            Add(text, "hdtype", Quote("ahci"));
        }

        if (machine.ClockOffset is { } offset)
        {
            Add(text, "rtc_timeoffset", Number((long)offset.TotalSeconds));
        }
    }

    /// <summary>As vif-openvswitch takes it behind the bridge: <c>.TAG</c>, and <c>:VLAN:VLAN</c> for a trunk.</summary>
    private static string Vlan(string? vlan)
    {
        if (vlan is null)
        {
            return "";
        }

        int colon = vlan.IndexOf(':', StringComparison.Ordinal);
        bool isTrunk = colon >= 0 || vlan.Contains(',', StringComparison.Ordinal);
        string tag = !isTrunk ? vlan : vlan[..Math.Max(colon, 0)];
        string trunk = isTrunk ? $":{Plain(vlan[(colon + 1)..].Replace(',', ':'))}" : "";
        return (tag.Length > 0 ? $".{Plain(tag)}" : "") + trunk;
    }

    private static void Add(StringBuilder text, string key, string value) => text.Append(key).Append(" = ").Append(value).Append('\n');

    private static void AddIf(StringBuilder text, string key, string? value)
    {
        if (value is not null)
        {
            Add(text, key, Quote(value));
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string List(IEnumerable<string> items) => $"[ {string.Join(", ", items.Select(Quote))} ]";

    /// <summary>xl's strings know no escapes: a text has one kind of quote in it at most, and no line breaks.</summary>
    private static string Quote(string text)
    {
        char quote = text.Contains('"', StringComparison.Ordinal) ? '\'' : '"';
        return text.Any(char.IsControl) || text.Contains(quote, StringComparison.Ordinal)
            ? throw new FormatException($"\"{text}\" cannot be said in a domain's configuration") : $"{quote}{text}{quote}";
    }

    /// <summary>A value within a list of settings that commas part.</summary>
    private static string Plain(string text) => text.Length > 0 && !text.Any(c => char.IsControl(c) || c is ',' or '"' or '\'' or ' ')
        ? text : throw new FormatException($"\"{text}\" cannot be said in a domain's configuration");
}
