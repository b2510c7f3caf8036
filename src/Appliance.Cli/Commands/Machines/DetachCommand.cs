using Appliance.Cli.Commands.Options;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance detach</summary>
[Command("detach", Description = "Take a disk or a network card off a machine, running or stopped, or the disc out of its CD drive. A disk goes with its content, unless it is kept.", ExtendedHelpText = """

    Examples:
      appliance detach web01 --disk xvdb --keep-disks --host xen1
      appliance detach web01 --mac 00:16:3e:12:34:56 --host xen1
      appliance detach web01 --iso --host pool1
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

    /// <summary>Whether it is the disc.</summary>
    [Option("--iso", "With xapi: the disc that is in the machine's CD drive. The drive stays.", CommandOptionType.NoValue)]
    public bool Iso { get; set; }

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        if (new[] { Disk is not null, Mac is not null, Iso }.Count(what => what) != 1 || (Disk is null && KeepDisks))
        {
            throw new UsageException("detach either --disk DISK [--keep-disks], --mac MAC or --iso");
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        if (Disk is { } vdev)
        {
            return await DetachDiskAsync(host, vdev);
        }

        if (Iso)
        {
            await host.Hardware.EjectDiscAsync(Machine, CancellationToken);
            return await ReportAsync(host, "has no disc in its drive any more");
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
