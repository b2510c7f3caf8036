using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Converter.Converting;
using Appliance.Converter.Mapping;
using Appliance.Converter.Sources;
using Appliance.Converter.Verifying;
using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Formats.Vhd;
using Appliance.Formats.Xva;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance convert</summary>
[Command("convert", Description = "Convert a package or image. The target's name says the format: .xva .vhd .raw .img .qcow2 .vmdk .ovf .ova, and .gz or .zst behind it the compression; - is standard output.", ExtendedHelpText = """

    Examples:
      appliance convert web01.ova web01.xva --network "VM Network=xenbr0"
      appliance convert disk.vmdk disk.vhd
      appliance convert vapp.ova disks/ --to vhd
      appliance convert web01.xva web01.ova --to vmware-ova
      appliance convert web01.ova - --compress zst | ssh root@host "cat > web01.xva.zst"
      appliance convert disk.vmdk - --to raw --compress zst > disk.raw.zst
      appliance convert later.vmdk delta.vhd --to vhd-diff --parent disk.vhd
    """)]
internal sealed class ConvertCommand : RunCommand
{
    /// <summary>What to convert.</summary>
    [Argument(0, "SOURCE", "Package, folder or disk image.")]
    [Required(ErrorMessage = "name a SOURCE and a TARGET")]
    public string Source { get; set; } = "";

    /// <summary>What to make.</summary>
    [Argument(1, "TARGET", "The file to make, a folder for the disks of a package, or - for standard output.")]
    [Required(ErrorMessage = "name a SOURCE and a TARGET")]
    public string Target { get; set; } = "";

    /// <summary>The target's format.</summary>
    [Option("--to <FORMAT>", "Write this format: xva, vhd, vhd-fixed, vhd-diff, raw, qcow2, vmdk, vmdk-sparse, ovf, ova; the way back to VMware: vmware-ovf, vmware-ova.", CommandOptionType.SingleValue)]
    public string? To { get; set; }

    /// <summary>The target's compression.</summary>
    [Option("--compress <METHOD>", "Compress what is written, on all cores: gz or zst; for xva, vhd, vhd-fixed, raw and vmdk.", CommandOptionType.SingleValue)]
    public string? Compress { get; set; }

    /// <summary>The parent of a differencing disk; the parser takes a property called Parent for itself.</summary>
    [Option("--parent <FILE>", "With --to vhd-diff: the VHD that the new one lies over. Only what differs from it is written.", CommandOptionType.SingleValue)]
    public string? BaseFile { get; set; }

    /// <summary>Networks.</summary>
    [Option("--network <MAPPING>", "OLD=NEW: connect what is on network OLD to NEW; * stands for every other one. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Networks { get; set; } = [];

    /// <summary>Whether to leave network cards out.</summary>
    [Option("--no-network-cards", "Leave the network cards out.", CommandOptionType.NoValue)]
    public bool NoNetworkCards { get; set; }

    /// <summary>Machine name.</summary>
    [Option("--name <NAME>", "Name the machine.", CommandOptionType.SingleValue)]
    public string? Name { get; set; }

    /// <summary>Memory.</summary>
    [Option("--memory <SIZE>", "Give the machine this much memory, such as 4G.", CommandOptionType.SingleValue)]
    public string? Memory { get; set; }

    /// <summary>Processors.</summary>
    [Option("--cpus <N>", "Give the machine this many processors.", CommandOptionType.SingleValue)]
    public int? Cpus { get; set; }

    /// <summary>One disk.</summary>
    [Option("--disk <N>", "Take only this disk, counted from 1.", CommandOptionType.SingleValue)]
    public int? Disk { get; set; }

    /// <summary>XVA checksums.</summary>
    [Option("--checksum <KIND>", "Checksums of an XVA: sha1 (every host; default) or xxhash (from XCP-ng and XenServer 8.1 on).", CommandOptionType.SingleValue)]
    public string? Checksum { get; set; }

    /// <summary>Whether to read the target back.</summary>
    [Option("--verify", "Read the target back before it gets its name, and prove that it holds the same guest bytes.", CommandOptionType.NoValue)]
    public bool Verify { get; set; }

    /// <summary>Whether to replace a target.</summary>
    [Option("--force", "Replace a target that exists.", CommandOptionType.NoValue)]
    public bool Force { get; set; }

    /// <summary>Whether to stop at the plan.</summary>
    [Option("--dry-run", "Show what would be made, and make nothing.", CommandOptionType.NoValue)]
    public bool DryRun { get; set; }

    private bool IsPiped => Target == StandardOutput.Argument;

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        MachineMapping mapping = ReadMapping();
        TargetChoice choice = TargetChoice.Read(Target, To, Compress);
        RefuseBadTarget();
        await using VhdParent? parent = await OpenParentAsync(choice);
        await using IMachineTarget target = OpenTarget(choice, parent);
        await using IMachineSource source = await SourceOpener.OpenAsync(Source, ReadOptions, SourceOptions, CancellationToken);
        ConversionReport report;
        using (var progress = new ProgressLine(Quiet, TimeProvider.System))
        {
            var options = new ConversionOptions
            {
                Mapping = mapping,
                PlanOnly = DryRun,
                Planned = Show,
                Progress = (disk, at) => progress.Report(disk, at, "copied"),
                ReadBack = Verify ? MakeReadBack(progress) : null,
            };
            report = await Conversion.RunAsync(source, target, options, CancellationToken);
        }

        Show(report);
        if (!report.IsDone)
        {
            Terminal.WriteError($"{target.Name}: what was written does not read as what was to be written; nothing was kept");
            return ExitCode.Failed;
        }

        return ExitCode.Done;
    }

    private ReadBackOptions MakeReadBack(ProgressLine progress) => new()
    {
        Reading = new ReadOptions { MaxDiskSize = long.MaxValue, SpoolFolder = ReadOptions.SpoolFolder, Warn = Warn },
        Workers = Workers,
        Progress = (disk, at) => progress.Report(disk, at, "read back"),
    };

    private void Show(ConversionPlan plan)
    {
        foreach (Converter.Planning.PlanWarning warning in DryRun ? [] : plan.Warnings)
        {
            Warn($"{warning.Machine}: {warning.Message} [{warning.Code}]");
        }

        if (DryRun && !Json)
        {
            TextOutput.Write(plan);
        }
    }

    private void Show(ConversionReport report)
    {
        if (Json)
        {
            JsonOutput.Write(report, JsonTypes.Default.ConversionReport);
        }
        else if (!Quiet && !DryRun && !IsPiped)
        {
            TextOutput.Write(report);
        }
    }

    private MachineMapping ReadMapping()
    {
        var networks = new Dictionary<string, string>();
        foreach (string pair in Networks)
        {
            int split = pair.LastIndexOf('=');
            if (split <= 0 || split == pair.Length - 1)
            {
                throw new UsageException($"--network {pair}: give OLD=NEW");
            }

            networks[pair[..split]] = pair[(split + 1)..];
        }

        return new MachineMapping
        {
            Networks = networks,
            DropsNetworkCards = NoNetworkCards,
            Name = Name,
            Memory = Memory is null ? null : Bytes.Parse(Memory, "--memory"),
            Cpus = Cpus is null or > 0 ? Cpus : throw new UsageException("--cpus must be at least 1"),
            DiskNumber = Disk,
        };
    }

    private void RefuseBadTarget()
    {
        if (IsPiped)
        {
            if (Json && !DryRun)
            {
                throw new UsageException("--json prints on standard output, which the target takes; write to a file, or leave --json out");
            }

            if (Verify)
            {
                throw new UsageException("--verify reads the target back, and standard output cannot be");
            }

            return;
        }

        if (Path.GetFullPath(Source) == Path.GetFullPath(Target))
        {
            throw new UsageException("source and target are the same file");
        }

        if (File.Exists(Target) && !Force)
        {
            throw new UsageException($"\"{Target}\" exists; replace it with --force");
        }
    }

    private IMachineTarget OpenTarget(TargetChoice choice, VhdParent? parent)
    {
        var xva = new XvaOptions { Checksum = ReadChecksum(), IncludeNetworkCards = !NoNetworkCards };
        var write = new WriteOptions
        {
            Workers = Workers,
            Timestamp = ReadTimestamp(),
            Compression = choice.Compression,
            SpoolFolder = ReadOptions.SpoolFolder,
            Warn = Warn,
        };
        var options = new TargetOptions(xva, parent, write);
        return !IsPiped ? choice.Format.OpenFile(Target, options)
            : choice.Format.OpenStream!(DryRun ? Stream.Null : StandardOutput.Open(), options);
    }

    private async ValueTask<VhdParent?> OpenParentAsync(TargetChoice choice)
    {
        if (BaseFile is null)
        {
            return null;
        }

        if (choice.Format.Name != TargetFormat.Differencing)
        {
            throw new UsageException($"--parent goes with --to {TargetFormat.Differencing}");
        }

        return Path.GetFullPath(BaseFile) == Path.GetFullPath(Target)
            ? throw new UsageException("target and parent are the same file")
            : await VhdParent.OpenAsync(BaseFile, ReadOptions, CancellationToken);
    }

    private XvaChecksum ReadChecksum() => Checksum?.ToLowerInvariant() switch
    {
        null or "sha1" => XvaChecksum.Sha1,
        "xxhash" => XvaChecksum.XxHash64,
        _ => throw new UsageException($"--checksum {Checksum}: there are sha1 and xxhash"),
    };

    /// <summary>SOURCE_DATE_EPOCH, as reproducible builds set it; else the default, which is not the present.</summary>
    private static DateTimeOffset ReadTimestamp()
        => long.TryParse(Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), out long seconds) && seconds >= 0
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : WriteOptions.Default.Timestamp;
}
