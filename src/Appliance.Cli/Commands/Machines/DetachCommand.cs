using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance detach</summary>
[Command("detach", Description = "Take a disk or a network card off a machine, running or stopped. A disk goes with its content, unless it is kept.", ExtendedHelpText = """

    Examples:
      appliance detach web01 --disk xvdb --keep-disk --host xen1
      appliance detach web01 --network 00:16:3e:12:34:56 --host xen1
    """)]
internal sealed class DetachCommand : MachineCommand
{
    /// <summary>The disk.</summary>
    [Option("--disk <DISK>", "The disk: xvdb.", CommandOptionType.SingleValue)]
    public string? Disk { get; set; }

    /// <summary>Whether the content stays.</summary>
    [Option("--keep-disk", "Leave the disk's content on the host, and print where.", CommandOptionType.NoValue)]
    public bool KeepDisk { get; set; }

    /// <summary>Whether nobody is asked.</summary>
    [Option("--yes", "Do not ask before a disk's content is deleted.", CommandOptionType.NoValue)]
    public bool Yes { get; set; }

    /// <summary>The card.</summary>
    [Option("--network <MAC>", "The network card, by its MAC address.", CommandOptionType.SingleValue)]
    public string? Network { get; set; }

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        if ((Disk is null) == (Network is null) || (Disk is null && KeepDisk))
        {
            throw new UsageException("detach either --disk DISK [--keep-disk] or --network MAC");
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        if (Disk is { } vdev)
        {
            return await DetachDiskAsync(host, vdev);
        }

        await host.Hardware.DetachCardAsync(Machine, Network!, CancellationToken);
        return await ReportAsync(host, $"no longer has network card {Network}");
    }

    private async Task<int> DetachDiskAsync(IXenHost host, string vdev)
    {
        if (!KeepDisk && !Yes && !Agrees($"Delete disk {vdev} of {Machine} on {host.Name}?"))
        {
            Terminal.WriteError("nothing was done");
            return ExitCode.Failed;
        }

        string? kept = await host.Hardware.DetachDiskAsync(Machine, vdev, KeepDisk, CancellationToken);
        return await ReportAsync(host, kept is null ? $"no longer has disk {vdev}" : $"no longer has disk {vdev}; its content stays as {kept}");
    }
}
