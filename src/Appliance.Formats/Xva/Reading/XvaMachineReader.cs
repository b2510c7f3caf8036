using System.Globalization;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>Makes machines of the objects in <c>ova.xml</c>.</summary>
internal sealed class XvaMachineReader(XvaObjects objects, string file, ReadOptions options)
{
    // Above anything that Xen runs; keeps sums of them within their types.
    private const int MaxCpus = 1 << 16;
    private const long MaxMemory = 1L << 50;
    private const int MaxDelaySeconds = 1 << 30;

    /// <summary>Reads all machines, in the order in which they start; snapshots of machines are left out.</summary>
    /// <exception cref="InvalidImageException">There is none, or a number makes no sense.</exception>
    public MachineGroup ReadGroup()
    {
        XvaObject[] all = [.. objects.OfClass("VM").Where(vm => !vm.Flag("is_control_domain"))];
        XvaObject[] current = [.. all.Where(vm => !vm.Flag("is_a_snapshot"))];
        if (all.Length == 0)
        {
            throw new InvalidImageException(objects.File, "has no machine");
        }

        // An export of nothing but a snapshot is an export of what it holds.
        XvaObject[] chosen = current.Length > 0 ? current : all;
        if (chosen.Length < all.Length)
        {
            options.Warn($"{file}: {all.Length - chosen.Length} snapshots are left out");
        }

        return MakeGroup([.. chosen.OrderBy(vm => vm.SmallNumber("order"))]);
    }

    private MachineGroup MakeGroup(XvaObject[] vms)
    {
        Machine[] machines = [.. vms.Select(ReadMachine)];
        string? group = vms[0].Entry("other_config", XvaMachineRecord.GroupKey);
        return new MachineGroup
        {
            Name = machines.Length == 1 ? machines[0].Name : group ?? file,
            Machines = machines,
            Networks = [.. objects.OfClass("network").Select(ReadNetwork).DistinctBy(network => network.Name)],
        };
    }

    private static NetworkInfo ReadNetwork(XvaObject network)
        => new(network.Text("name_label"), network.Text("name_description") is { Length: > 0 } text ? text : null);

    private Machine ReadMachine(XvaObject vm)
    {
        WarnOfLosses(vm);
        XvaObject[] drives = [.. objects.OfClass("VBD").Where(drive => drive.Text("VM") == vm.Id).OrderBy(PositionOf)];
        var machine = new Machine
        {
            Id = vm.Id,
            Name = vm.Text("name_label") is { Length: > 0 } name ? name : vm.Id,
            Description = vm.Text("name_description") is { Length: > 0 } text ? text : null,
            Cpus = (int)vm.Number("VCPUs_max", 1, MaxCpus),
            CoresPerSocket = ReadCores(vm),
            Memory = vm.Number("memory_static_max", 0, MaxMemory),
            Firmware = vm.Entry("HVM_boot_params", "firmware") == "uefi" ? Firmware.Uefi : Firmware.Bios,
            SecureBoot = vm.Entry("platform", "secureboot") == "true",
            HasTpm = vm.Entry("platform", "vtpm") == "true",
            Guest = ReadGuest(vm),
            Disks = [.. drives.Select(ReadDisk).OfType<MachineDisk>()],
            OpticalDrives = [.. drives.Where(drive => drive.Text("type") == "CD").Select(ReadOpticalDrive)],
            NetworkCards = [.. objects.OfClass("VIF").Where(card => card.Text("VM") == vm.Id).OrderBy(card => card.SmallNumber("device")).Select(ReadCard)],
            Start = ReadStart(vm),
        };
        return HealthKeys.Read(
            machine, key => vm.Entry("other_config", key), XvaMachineRecord.HealthPrefix, message => options.Warn($"{file}: machine {machine.Name}: {message}"));
    }

    private void WarnOfLosses(XvaObject vm)
    {
        string name = vm.Text("name_label");
        if (vm.Text("HVM_boot_policy").Length == 0 && vm.Text("domain_type") is not ("hvm" or "pvh"))
        {
            options.Warn($"{file}: machine {name} is paravirtual (PV), and may lack a boot loader that firmware can start");
        }

        if (vm.Text("power_state") == "Suspended")
        {
            options.Warn($"{file}: machine {name} was suspended; its memory is left out, and it will start as after a power failure");
        }
    }

    private static int? ReadCores(XvaObject vm)
        => int.TryParse(vm.Entry("platform", "cores-per-socket"), out int cores) && cores > 0 ? cores : null;

    private GuestSystem ReadGuest(XvaObject vm)
    {
        string? seen = objects.Find("VM_guest_metrics", vm.Text("guest_metrics"))?.Entry("os_version", "name");
        string? description = vm.Entry("other_config", XvaMachineRecord.GuestKey) ?? seen ?? vm.Entry("other_config", "base_template_name");
        return new GuestSystem
        {
            Description = description ?? (vm.Entry("platform", "device_id") == "0002" ? "Windows" : null),
            VmwareId = vm.Entry("other_config", XvaMachineRecord.GuestIdKey),
        };
    }

    private MachineDisk? ReadDisk(XvaObject drive)
    {
        if (objects.FindDisk(drive) is not { } disk)
        {
            return null;
        }

        return new MachineDisk
        {
            Id = disk.Id,
            Name = disk.Text("name_label") is { Length: > 0 } name ? name : disk.Id,
            Capacity = disk.Number("virtual_size", 0, long.MaxValue),
            FileName = disk.Id,
            Bus = DiskBus.Xen,
            Unit = PositionOf(drive),
            IsBootable = drive.Flag("bootable"),
            IsReadOnly = drive.Text("mode") == "RO",
        };
    }

    private static OpticalDrive ReadOpticalDrive(XvaObject drive) => new() { Bus = DiskBus.Xen, Unit = PositionOf(drive) };

    /// <summary>The device number; old exports also have names such as <c>xvda</c>.</summary>
    private static int PositionOf(XvaObject drive)
    {
        string device = drive.Text("userdevice");
        if (int.TryParse(device, NumberStyles.None, provider: null, out int position))
        {
            return position;
        }

        return device is [.., >= 'a' and <= 'z'] && device != "autodetect" ? device[^1] - 'a' : int.MaxValue;
    }

    private NetworkCard ReadCard(XvaObject card) => new()
    {
        Name = $"Network adapter {card.SmallNumber("device") + 1}",
        Network = objects.Find("network", card.Text("network"))?.Text("name_label") is { Length: > 0 } name ? name : null,
        Mac = card.Text("MAC") is { Length: > 0 } mac ? mac.ToLowerInvariant() : null,
    };

    private static StartRule ReadStart(XvaObject vm) => new()
    {
        Order = vm.SmallNumber("order"),
        StartDelay = TimeSpan.FromSeconds(Math.Min(MaxDelaySeconds, vm.SmallNumber("start_delay"))),
        StopDelay = TimeSpan.FromSeconds(Math.Min(MaxDelaySeconds, vm.SmallNumber("shutdown_delay"))),
        Starts = vm.Entry("other_config", XvaMachineRecord.StartKey) != XvaMachineRecord.NoStart,
    };
}
