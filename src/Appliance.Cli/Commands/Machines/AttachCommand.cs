using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance attach</summary>
[Command("attach", Description = "Give a machine, running or stopped, a blank disk or a network card more.", ExtendedHelpText = """

    Examples:
      appliance attach web01 --disk 100G --host xen1
      appliance attach web01 --network xenbr1 --host xen1
    """)]
internal sealed class AttachCommand : MachineCommand
{
    private long _size;

    /// <summary>The disk's size.</summary>
    [Option("--disk <SIZE>", "A blank disk of this size.", CommandOptionType.SingleValue)]
    public string? Disk { get; set; }

    /// <summary>The disk's pool.</summary>
    [Option("--pool <POOL>", "The storage pool of the disk; default that of the machine's first disk.", CommandOptionType.SingleValue)]
    public string? Pool { get; set; }

    /// <summary>The card's network.</summary>
    [Option("--network <NETWORK>", "A network card on this network of the host: xenbr0, ovsbr0.10.", CommandOptionType.SingleValue)]
    public string? Network { get; set; }

    /// <summary>The card's address.</summary>
    [Option("--mac <MAC>", "The card's MAC address; default a new one.", CommandOptionType.SingleValue)]
    public string? Mac { get; set; }

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        if ((Disk is null) == (Network is null) || (Disk is null ? Pool : Mac) is not null)
        {
            throw new UsageException("attach either --disk SIZE [--pool POOL] or --network NETWORK [--mac MAC]");
        }

        _size = Disk is null ? 0 : Bytes.Parse(Disk, "--disk");
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host) => Network is { } network
        ? await ReportAsync(host, $"has network card {await host.Hardware.AttachCardAsync(Machine, network, Mac, CancellationToken)}")
        : await ReportAsync(host, $"has disk {await host.Hardware.AttachDiskAsync(Machine, _size, Pool, CancellationToken)}");
}
