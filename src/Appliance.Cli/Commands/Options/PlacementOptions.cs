using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>How machines are put on a host.</summary>
internal sealed class PlacementOptions
{
    /// <summary>The storage pool.</summary>
    [Option("--pool <NAME>", "Put the disks into this storage pool of the host; default its first.", CommandOptionType.SingleValue)]
    public string? Pool { get; set; }

    /// <summary>The storage pool, as it is called with xapi.</summary>
    [Option("--sr <NAME>", "The same, as a pool with xapi calls it: a storage repository, by name or UUID; default the pool's own default.", CommandOptionType.SingleValue)]
    public string? Repository { get; set; }

    /// <summary>In which form disks go to a pool with xapi.</summary>
    [Option("--transfer <FORM>", "With xapi: send the disks as raw, vhd or qcow2, or the machines as one xva; default by the storage, and --dry-run tells why.", CommandOptionType.SingleValue)]
    public string? Transfer { get; set; }

    /// <summary>What kind of domain.</summary>
    [Option("--domain <TYPE>", "Run it as pv, pvh or hvm; default by its firmware, its system and the host.", CommandOptionType.SingleValue)]
    public string? Domain { get; set; }

    /// <summary>A kernel.</summary>
    [Option("--kernel <PATH>", "Start this kernel, a file on the host, instead of the guest's own.", CommandOptionType.SingleValue)]
    public string? Kernel { get; set; }

    /// <summary>An initramfs.</summary>
    [Option("--ramdisk <PATH>", "The initramfs that goes with --kernel, a file on the host.", CommandOptionType.SingleValue)]
    public string? Ramdisk { get; set; }

    /// <summary>Arguments.</summary>
    [Option("--kernel-arguments <TEXT>", "The arguments that go with --kernel, such as \"root=/dev/xvda1 console=hvc0\".", CommandOptionType.SingleValue)]
    public string? KernelArguments { get; set; }

    /// <summary>Whether disks hang on AHCI.</summary>
    [Option("--ahci", "Hang the disks of an HVM machine on AHCI: for a system without a driver for Xen's disks.", CommandOptionType.NoValue)]
    public bool Ahci { get; set; }

    /// <summary>The host of a pool.</summary>
    [Option("--affinity <HOST>", "In a pool: start it on this host of it where there is room, by name, address or UUID.", CommandOptionType.SingleValue)]
    public string? Affinity { get; set; }

    /// <summary>Whether it starts with the host.</summary>
    [Option("--autostart", "Start it with the host.", CommandOptionType.NoValue)]
    public bool Autostart { get; set; }

    /// <summary>Whether it is started.</summary>
    [Option("--start", "Start it when it is there; a group in its order.", CommandOptionType.NoValue)]
    public bool Start { get; set; }

    /// <summary>What they come to.</summary>
    /// <param name="networks">Networks of the host that the user named.</param>
    /// <param name="warn">Gets warnings.</param>
    /// <exception cref="UsageException">They cannot be read, or contradict each other.</exception>
    public ImportOptions Read(IReadOnlyCollection<string> networks, Action<string> warn)
    {
        RefuseBad();
        return new ImportOptions
        {
            Pool = Pool ?? Repository,
            Transfer = ReadTransfer(),
            Type = ReadType(),
            Kernel = Kernel,
            Ramdisk = Ramdisk,
            KernelArguments = KernelArguments,
            UsesAhci = Ahci,
            Networks = networks,
            Affinity = Affinity,
            Starts = Start,
            StartsWithHost = Autostart,
            Warn = warn,
        };
    }

    private void RefuseBad()
    {
        if (Kernel is null && (Ramdisk is not null || KernelArguments is not null))
        {
            throw new UsageException("--ramdisk and --kernel-arguments go with --kernel");
        }

        if (Array.Find([Kernel, Ramdisk], path => path is not null && !path.StartsWith('/')) is { } relative)
        {
            throw new UsageException($"\"{relative}\" is to be a file on the host: give its absolute path there");
        }

        // What a domain's configuration cannot say (XlConfig).
        if (Array.Find([Kernel, Ramdisk, KernelArguments], text => text is not null && (text.Any(char.IsControl) || (text.Contains('"') && text.Contains('\'')))) is not null)
        {
            throw new UsageException("--kernel, --ramdisk and --kernel-arguments take one line each, with one kind of quotes at most");
        }

        if (Pool is not null && Repository is not null)
        {
            throw new UsageException("--pool and --sr are the same; leave one of them out");
        }

        if (Ahci && Domain is "pv" or "pvh")
        {
            throw new UsageException($"--ahci is for HVM machines, and --domain {Domain} has no emulated disks; leave one of them out");
        }
    }

    private DiskTransfer? ReadTransfer() => Transfer?.ToLowerInvariant() switch
    {
        null => null,
        "raw" => DiskTransfer.Raw,
        "vhd" => DiskTransfer.Vhd,
        "qcow2" => DiskTransfer.Qcow2,
        "xva" => DiskTransfer.Xva,
        _ => throw new UsageException($"--transfer {Transfer}: there are raw, vhd, qcow2 and xva"),
    };

    private DomainType? ReadType() => Domain?.ToLowerInvariant() switch
    {
        null => null,
        "pv" => DomainType.Pv,
        "pvh" => DomainType.Pvh,
        "hvm" => DomainType.Hvm,
        _ => throw new UsageException($"--domain {Domain}: there are pv, pvh and hvm"),
    };
}
