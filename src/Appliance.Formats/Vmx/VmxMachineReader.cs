using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Vmx;

/// <summary>Reads the machine itself.</summary>
/// <param name="file">The configuration.</param>
/// <param name="warn">Told what does not stop the work.</param>
internal sealed class VmxMachineReader(VmxFile file, Action<string> warn)
{
    /// <summary>What the keys begin with that tell how the machine is looked after. VMware keeps everything below guestinfo.</summary>
    public const string HealthPrefix = "guestinfo.appliance.";

    private const long MiB = 1L << 20;

    // VMware's own, for a file that says nothing (virt-v2v, input/parse_domain_from_vmx.ml).
    private const long DefaultMemory = 32;

    // 24 TiB is the most that VMware makes; a thousand times more is no memory.
    private const long MaxMemory = 1L << 34;

    // No hypervisor comes near it.
    private const long MaxCpus = 65_536;

    /// <summary>Reads everything but disks and drives.</summary>
    public Machine Read()
    {
        string name = file["displayName"]?.Trim() is { Length: > 0 } given ? given : Path.GetFileNameWithoutExtension(file.Name);
        int cpus = (int)(file.Number("numvcpus", 1, MaxCpus) ?? 1);
        var machine = new Machine
        {
            Id = name,
            Name = name,
            Description = file["annotation"],
            Cpus = cpus,
            CoresPerSocket = ReadCoresPerSocket(cpus),
            Memory = ReadMemory(),
            Firmware = ReadFirmware(),
            SecureBoot = file.Switch("uefi.secureBoot.enabled") ?? false,
            HasTpm = file.Switch("vtpm.present") ?? file["managedvm.autoAddVTPM"] is not null,
            HardwareVersions = file["virtualHW.version"] is { } version ? [$"vmx-{version.Trim().PadLeft(2, '0')}"] : [],
            Guest = VmxGuest.Read(file),
            NetworkCards = new VmxNetworkReader(file, warn).Read(),
        };
        return HealthKeys.Read(machine, key => file[key], HealthPrefix, message => warn($"{file.Name}: {message}"));
    }

    private long ReadMemory()
    {
        if (file.Number("memSize", 1, MaxMemory) is { } memory)
        {
            return memory * MiB;
        }

        warn($"{file.Name}: no memory is given; {DefaultMemory} MiB are assumed, as VMware does");
        return DefaultMemory * MiB;
    }

    private int? ReadCoresPerSocket(int cpus)
    {
        if (file.Number("cpuid.coresPerSocket", 0, MaxCpus) is not { } cores || cores == 0)
        {
            return null;
        }

        if (cores <= cpus && cpus % cores == 0)
        {
            return (int)cores;
        }

        warn($"{file.Name}: {cores} cores in a socket do not divide {cpus} processors; this is passed over");
        return null;
    }

    private Firmware ReadFirmware()
    {
        string firmware = file["firmware"]?.Trim().ToLowerInvariant() ?? "bios";
        if (firmware is not ("bios" or "efi"))
        {
            warn($"{file.Name}: the firmware \"{RelativeName.Printable(firmware)}\" is not known; BIOS is assumed");
        }

        return firmware == "efi" ? Firmware.Uefi : Firmware.Bios;
    }
}
