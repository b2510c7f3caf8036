using Appliance.Cli.Commands.Options;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance detach</summary>
[Command("detach", Description = "Take a disk or a network card off a machine, running or stopped. A disk goes with its content, unless it is kept.", ExtendedHelpText = """

    Examples:
      appliance detach web01 --disk xvdb --keep-disks --host xen1
      appliance detach web01 --mac 00:16:3e:12:34:56 --host xen1
    """)]
internal sealed class DetachCommand : MachineCommand
{
    /// <summary>The disk.</summary>
    [Option("--disk <DISK>", "The disk: xvdb.", CommandOptionType.SingleValue)]
    public string? Disk { get; set; }

    /// <summary>Whether the content stays.</summary>
    [Option("--keep-disks", "Leave the disk's content on the host, and print where.", CommandOptionType.NoValue)]
    public bool KeepDisks { get; set; }

    /// <summary>Whether somebody agrees.</summary>
    [OptionGroup]
    public ConsentOptions Consent { get; } = new();

    /// <summary>The card.</summary>
    [Option("--mac <MAC>", "The network card, by its MAC address.", CommandOptionType.SingleValue)]
    public string? Mac { get; set; }

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        if ((Disk is null) == (Mac is null) || (Disk is null && KeepDisks))
        {
            throw new UsageException("detach either --disk DISK [--keep-disks] or --mac MAC");
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        if (Disk is { } vdev)
        {
            return await DetachDiskAsync(host, vdev);
        }

        await host.Hardware.DetachCardAsync(Machine, Mac!, CancellationToken);
        return await ReportAsync(host, $"no longer has network card {Mac}");
    }

    private async Task<int> DetachDiskAsync(IXenHost host, string vdev)
    {
        if (!KeepDisks && !Consent.IsGiven($"Delete disk {vdev} of {Machine} on {host.Name}?"))
        {
            return ExitCode.Failed;
        }

        string? kept = await host.Hardware.DetachDiskAsync(Machine, vdev, KeepDisks, CancellationToken);
        return await ReportAsync(host, kept is null ? $"no longer has disk {vdev}" : $"no longer has disk {vdev}; its content stays as {kept}");
    }
}
