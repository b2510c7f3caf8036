using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>
/// Chooses how Xen runs a machine. Without a wish it is HVM, which starts as the machine started before; PV where a host has no
/// more than that. What cannot start is refused here, before its disks are copied.
/// </summary>
internal sealed class DomainChooser
{
    private readonly Machine _machine;
    private readonly XenSupport? _guest;
    private readonly ImportOptions _options;
    private readonly HostAbilities _host;

    private DomainChooser(Machine machine, HostReport host, ImportOptions options)
        => (_machine, _guest, _host, _options) = (machine, machine.Xen, new HostAbilities(host), options);

    private GuestFamily Family => _guest?.Family ?? _machine.Guest.GuessFamily();

    private bool IsUefi => _machine.Firmware == Firmware.Uefi;

    /// <summary>Chooses.</summary>
    /// <exception cref="UnsupportedImageException">It cannot be run there, or not as was wished; the message names the way out.</exception>
    public static DomainChoice Choose(Machine machine, HostReport host, ImportOptions options)
    {
        var chooser = new DomainChooser(machine, host, options);
        return options.Type switch
        {
            DomainType.Hvm => chooser.Hvm("as was wished"),
            DomainType.Pvh => chooser.Pvh("as was wished"),
            DomainType.Pv => chooser.Pv("as was wished"),
            _ => chooser.Choose(),
        };
    }

    private DomainChoice Choose()
    {
        if (_options.Kernel is not null && _host.RunsPvh && _guest?.CanPvh != false)
        {
            return Pvh("since with a kernel given no firmware is needed");
        }

        if (_host.RunsHvm)
        {
            return Hvm(IsUefi ? "since it starts by UEFI" : "since it starts by a BIOS");
        }

        return IsUefi || Family == GuestFamily.Windows ? Hvm("") : Pv($"since {_host.Name} has no hardware virtualisation");
    }

    private DomainChoice Hvm(string why)
    {
        if (!_host.RunsHvm)
        {
            throw Refuse($"HVM needs hardware virtualisation, which {_host.Name} does not have or its firmware does not turn on; "
                + (Family == GuestFamily.Windows ? "Windows runs only so: choose another host" : "turn it on, or try --domain pv"));
        }

        if (_options.Kernel is null && IsUefi && _host.Ovmf is null)
        {
            throw Refuse($"it starts by UEFI, and {_host.Name} has no UEFI firmware for machines; install OVMF there, as it is built for Xen (OvmfXen){OtherWay()}");
        }

        bool isStranded = Family == GuestFamily.Linux && _guest?.HasBlockDriver == false;
        DomainChoice choice = Start(DomainType.Hvm, IsUefi ? BootMethod.Uefi : BootMethod.Bios, why);
        return choice with
        {
            UsesAhci = _options.UsesAhci || isStranded,
            Reason = $"{choice.Reason}; {(isStranded ? "its disks hang on AHCI, since its initramfs has no driver for Xen's" : _options.UsesAhci ? "its disks hang on AHCI, as was wished" : DisksOnIde())}",
        };
    }

    private string DisksOnIde() => Family == GuestFamily.Windows && _guest?.HasBlockDriver != true
        ? "its disks are emulated IDE" : "its disks are emulated IDE until its own Xen drivers take over";

    private string OtherWay() => _guest is { StartsByPvGrub: true, CanPv: not false } && _host.PvGrub(Is32Bit) is not null
        ? ", or choose --domain pv: PV GRUB reads its menu" : "";

    private DomainChoice Pvh(string why)
    {
        RefuseWithoutDrivers("PVH", _guest?.CanPvh);
        if (!_host.RunsPvh)
        {
            throw Refuse($"PVH needs hardware virtualisation, which {_host.Name} does not have; try --domain pv");
        }

        if (_options.Kernel is null && _host.PvhGrub is null)
        {
            throw Refuse($"{_host.Name} has no GRUB for PVH; install it there (Debian: grub-xen-host), or give a kernel with --kernel");
        }

        RefuseUnreadMenu(_guest?.StartsByPvGrub, "PVH's GRUB finds no menu");
        return Start(DomainType.Pvh, BootMethod.PvGrub, why, _host.PvhGrub);
    }

    private DomainChoice Pv(string why)
    {
        RefuseWithoutDrivers("PV", _guest?.CanPv);
        if (!_host.RunsPv)
        {
            throw Refuse($"{_host.Name} runs no PV domains; try --domain hvm or --domain pvh");
        }

        if (_options.Kernel is not null || (_host.PvGrub(Is32Bit) is not null && _guest?.StartsByPvGrub != false))
        {
            return Start(DomainType.Pv, BootMethod.PvGrub, why, _host.PvGrub(Is32Bit));
        }

        if (_host.PyGrub is not null && _guest?.StartsByPyGrub != false)
        {
            return Start(DomainType.Pv, BootMethod.PyGrub, why);
        }

        RefuseUnreadMenu(_guest is { StartsByPvGrub: false, StartsByPyGrub: false } ? false : null, "neither PV GRUB nor pygrub finds a menu");
        throw Refuse($"{_host.Name} has nothing that starts its kernel as PV; install PV GRUB there (Debian: grub-xen-host), or give a kernel with --kernel");
    }

    private bool Is32Bit => _guest?.Is32Bit == true;

    private DomainChoice Start(DomainType type, BootMethod boot, string why, string? loader = null)
    {
        boot = _options.Kernel is null ? boot : BootMethod.Kernel;
        string by = boot switch
        {
            BootMethod.Bios => "SeaBIOS",
            BootMethod.Uefi => "OVMF",
            BootMethod.PyGrub => "pygrub, which reads its menu in the control domain",
            BootMethod.PvGrub => "PV GRUB, which reads its own menu",
            _ => "the kernel that was given",
        };
        string known = _guest is null && type != DomainType.Hvm ? "; nobody looked whether it has the drivers for that" : "";
        return new DomainChoice(type, boot, $"{type.ToString().ToUpperInvariant()}, {why}, started by {by}{known}")
        {
            Kernel = _options.Kernel ?? loader,
            Ramdisk = _options.Kernel is null ? null : _options.Ramdisk,
            KernelArguments = _options.Kernel is null ? null : _options.KernelArguments,
        };
    }

    private void RefuseWithoutDrivers(string type, bool? canStart)
    {
        if (Family == GuestFamily.Windows)
        {
            throw Refuse($"Windows does not run as {type}; leave --domain out, or choose --domain hvm");
        }

        if (_options.Kernel is null && canStart == false)
        {
            throw Refuse($"its kernel is built without {type}; choose --domain hvm, or give another kernel with --kernel");
        }

        if (_options.Kernel is null && _guest?.HasBlockDriver == false)
        {
            throw Refuse($"its initramfs has no driver for Xen's disks, so that it does not start as {type}; put xen-blkfront in, or choose --domain hvm");
        }
    }

    private void RefuseUnreadMenu(bool? isRead, string problem)
    {
        if (_options.Kernel is null && isRead == false)
        {
            throw Refuse($"{problem} of its boot loader on its disks; choose --domain hvm, or give a kernel with --kernel");
        }
    }

    private UnsupportedImageException Refuse(string problem) => new(_machine.Name, problem);
}
