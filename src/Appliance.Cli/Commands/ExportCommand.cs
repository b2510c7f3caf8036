using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Converter.Converting;
using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Formats.Vhd;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance export</summary>
[Command("export", Description = "Write a stopped or suspended machine of a host, or a group, as a package or image. The target's name says the format, as with convert.", ExtendedHelpText = """

    Examples:
      appliance export web01 web01.xva --host xen1
      appliance export web01 web01.ova --host xen1 --to vmware-ova --network "xenbr0=VM Network"
      appliance export web01 disks/ --host xen1 --to qcow2
      appliance export web01 tuesday.vhd --host pool1 --snapshot tuesday --since monday --to vhd-diff --parent monday.vhd
    """)]
internal sealed class ExportCommand : ConversionCommand
{
    /// <summary>What to export.</summary>
    [Argument(0, "MACHINE", "A machine on the host, or a group.")]
    [Required(ErrorMessage = "name a MACHINE and a TARGET")]
    public string Machine { get; set; } = "";

    /// <summary>What to make.</summary>
    [Argument(1, "TARGET", "The file to make, a folder for the disks, or - for standard output.")]
    [Required(ErrorMessage = "name a MACHINE and a TARGET")]
    public string Target { get; set; } = "";

    /// <summary>Which state of it.</summary>
    [Option("--snapshot <NAME>", "With xapi: export this snapshot, whatever the machine is doing.", CommandOptionType.SingleValue)]
    public string? Snapshot { get; set; }

    /// <summary>Since when.</summary>
    [Option("--since <SNAPSHOT>", "With xapi, and --to vhd-diff --parent FILE: fetch only what has changed since this older snapshot, of which FILE is the export.", CommandOptionType.SingleValue)]
    public string? Since { get; set; }

    /// <summary>Which disk.</summary>
    [Option("--disk <VDEV>", "With --since: the disk, such as xvdb; default the only one.", CommandOptionType.SingleValue)]
    public string? Vdev { get; set; }

    /// <summary>Which host.</summary>
    [OptionGroup]
    public HostOptions Hosts { get; } = new();

    /// <summary>How to write.</summary>
    [OptionGroup]
    public FileTargetOptions Writing { get; } = new();

    private ReadOptions ReadOptionsHere => new() { SpoolFolder = SpoolFolder, Warn = Warn };

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        _ = Mapping.Read();
        TargetChoice choice = TargetChoice.Read(Target, Writing.To, Writing.Compress);
        Writing.RefuseBad(Target, Json && !DryRun);
        await using VhdParent? parent = await Writing.OpenParentAsync(Target, choice, ReadOptionsHere, CancellationToken);
        RefuseBad(parent);
        var options = new TargetOptions(Writing.ReadXva(!Mapping.NoNetworkCards), parent, WriteOptionsFor(choice));
        await using IMachineTarget target = FileTargetOptions.Open(Target, choice, options, DryRun);
        await using IXenHost host = await Hosts.OpenAsync(CancellationToken);
        await using IMachineSource source = await OpenSourceAsync(host, parent);

        // Its system was prepared when it came, or was kept as it is on purpose.
        ConversionReport report = await ConvertAsync(source, target, preparation: null, Writing.Verify);
        return Show(report, target, Target == StandardOutput.Argument);
    }

    private void RefuseBad(VhdParent? parent)
    {
        if (Since is not null && parent is null)
        {
            throw new UsageException("--since goes with --to vhd-diff --parent FILE: what has not changed is in there");
        }

        if (Vdev is not null && Since is null)
        {
            throw new UsageException("--disk goes with --since");
        }
    }

    private Task<IMachineSource> OpenSourceAsync(IXenHost host, VhdParent? parent)
    {
        if (Snapshot is null && Since is null)
        {
            return host.OpenSourceAsync(Machine, CancellationToken);
        }

        SnapshotDelta? delta = Since is null ? null : new SnapshotDelta(Since, parent!.Content, ReadOptionsHere) { Vdev = Vdev };
        return host.Snapshots.OpenSourceAsync(Machine, Snapshot, delta, CancellationToken);
    }
}
