using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance attach</summary>
[Command("attach", Description = "Give a machine, running or stopped, a disk or a network card more, or put a disc into its CD drive.", ExtendedHelpText = """

    Examples:
      appliance attach web01 --new-disk 100G --host xen1
      appliance attach web01 --existing-disk /dev/vg0/appliance.old.xvdb --host xen1
      appliance attach web01 --network xenbr1 --host xen1
      appliance attach web01 --iso debian-12.iso --host pool1
    """)]
internal sealed class AttachCommand : MachineCommand
{
    private long _size;

    /// <summary>The disk's size.</summary>
    [Option("--new-disk <SIZE>", "A blank disk of this size.", CommandOptionType.SingleValue)]
    public string? NewDisk { get; set; }

    /// <summary>The disk that is there.</summary>
    [Option("--existing-disk <PATH>", "A disk on the host, with its content, that no machine has: one that was kept, or any in a storage pool. host check lists them.", CommandOptionType.SingleValue)]
    public string? ExistingDisk { get; set; }

    /// <summary>The disk's pool.</summary>
    [Option("--pool <NAME>", "The storage pool of a new disk; default that of the machine's first disk.", CommandOptionType.SingleValue)]
    public string? Pool { get; set; }

    /// <summary>The card's network.</summary>
    [Option("--network <NETWORK>", "A network card on this network of the host: xenbr0, ovsbr0.10.", CommandOptionType.SingleValue)]
    public string? Network { get; set; }

    /// <summary>The card's address.</summary>
    [Option("--mac <MAC>", "The card's MAC address; default a new one.", CommandOptionType.SingleValue)]
    public string? Mac { get; set; }

    /// <summary>The disc.</summary>
    [Option("--iso <NAME>", "With xapi: put this disc, an ISO image by name or UUID, into the machine's CD drive; its ISO storages hold them. A stopped machine without a drive gets one.", CommandOptionType.SingleValue)]
    public string? Iso { get; set; }

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        if (new[] { NewDisk, ExistingDisk, Network, Iso }.Count(what => what is not null) != 1 || (NewDisk is null && Pool is not null) || (Network is null && Mac is not null))
        {
            throw new UsageException("attach --new-disk SIZE [--pool NAME], --existing-disk PATH, --network NETWORK [--mac MAC] or --iso NAME");
        }

        _size = NewDisk is null ? 0 : Bytes.Parse(NewDisk, "--new-disk");
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host) => await ReportAsync(host, (NewDisk, ExistingDisk, Network, Iso) switch
    {
        (_, { } path, _, _) => $"has disk {await host.Hardware.AttachExistingDiskAsync(Machine, path, CancellationToken)}",
        (_, _, { } network, _) => $"has network card {await host.Hardware.AttachCardAsync(Machine, network, Mac, CancellationToken)}",
        (_, _, _, { } disc) => $"has disc {await host.Hardware.InsertDiscAsync(Machine, disc, CancellationToken)} in its drive",
        _ => $"has disk {await host.Hardware.AttachDiskAsync(Machine, _size, Pool, CancellationToken)}",
    });
}
