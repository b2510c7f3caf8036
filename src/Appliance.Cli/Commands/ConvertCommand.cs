using Appliance.Cli.Output;
using Appliance.Converter.Converting;
using Appliance.Converter.Mapping;
using Appliance.Converter.Preparing;
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
      appliance convert https://host/web01.ova web01.vhd --verify
      curl -s https://host/disk.vmdk | appliance convert - disk.vhd
      appliance convert later.vmdk delta.vhd --to vhd-diff --parent disk.vhd
    """)]
internal sealed partial class ConvertCommand : RunCommand
{
    private bool IsPiped => Target == StandardOutput.Argument;

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        MachineMapping mapping = ReadMapping();
        PreparationOptions? preparation = ReadPreparation();
        TargetChoice choice = TargetChoice.Read(Target, To, Compress);
        RefuseBadTarget();
        await using VhdParent? parent = await OpenParentAsync(choice);
        await using IMachineTarget target = OpenTarget(choice, parent);
        if (preparation?.IsRequired == true && !target.IsForXen)
        {
            throw new UsageException($"--guest require prepares for Xen, and {target.Format} is not for Xen; leave it out");
        }

        // What only comes by cannot be prepared; where it must be, a web server is asked for ranges.
        SourceAccess access = preparation?.IsRequired == true ? SourceAccess.AtRandom : SourceAccess.Once;
        await using IMachineSource source = await Opener.OpenAsync(Source, SourceOptions, access, CancellationToken);
        ConversionReport report;
        using (var progress = new ProgressLine(Quiet, TimeProvider.System))
        {
            var options = new ConversionOptions
            {
                Mapping = mapping,
                Preparation = preparation,
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

    private PreparationOptions? ReadPreparation()
    {
        if (Guest is not (null or "auto" or "keep" or "require"))
        {
            throw new UsageException($"--guest {Guest}: there are auto, keep and require");
        }

        if (Guest == "keep" && (InitramfsModules.Length > 0 || WindowsDrivers is not null || GuestKeys.Length > 0 || UseLibguestfs || KernelMount))
        {
            throw new UsageException("--initramfs-module, --windows-drivers, --guest-key, --libguestfs and --kernel-mount are for changing the guest, and --guest keep does not; leave one of them out");
        }

        if (KernelMount && !Environment.IsPrivilegedProcess)
        {
            throw new UsageException("--kernel-mount: only root may mount; leave it out, and a micro virtual machine does it");
        }

        if (Array.Find(GuestKeys, file => !File.Exists(file)) is { } missing)
        {
            throw new UsageException($"--guest-key {missing}: there is no such file");
        }

        return Guest == "keep" ? null : new PreparationOptions
        {
            IsRequired = Guest == "require",
            InitramfsModules = InitramfsModules,
            WindowsDrivers = WindowsDrivers,
            Keys = GuestKeys,
            UsesLibguestfs = UseLibguestfs,
            MountsWithKernel = KernelMount,
            SpoolFolder = ReadOptions.SpoolFolder,
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

        if (SourceOpener.IsPath(Source) && Path.GetFullPath(Source) == Path.GetFullPath(Target))
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
