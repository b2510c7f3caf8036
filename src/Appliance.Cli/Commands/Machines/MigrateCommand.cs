using Appliance.Cli.Output;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance migrate</summary>
[Command("migrate", Description = "Move a machine to another host. With xl it stands still while its disks and its memory are copied; pools with xapi move it while it runs, within a pool or to another one. If anything fails, it goes on where it was.", ExtendedHelpText = """

    Examples:
      appliance migrate web01 --host xen1 --to xen2
      appliance migrate web01 --host xen1 --to xl+ssh://root@xen2 --pool ssd --network xenbr0=ovsbr0.10
      appliance migrate web01 --host pool1 --member host2
      appliance migrate web01 --host pool1 --sr "Fast SSD"
      appliance migrate web01 --host pool1 --to pool2 --network "Office=Pool-wide network 0"
    """)]
internal sealed class MigrateCommand : MachineCommand
{
    private readonly Dictionary<string, string> _networks = [];
    private string? _place;

    /// <summary>The other host.</summary>
    [Option("--to <HOST>", "The host it goes to: a saved one, or an address. Left out, a machine of a pool stays in it.", CommandOptionType.SingleValue)]
    public string? To { get; set; }

    /// <summary>The host of the pool.</summary>
    [Option("--member <NAME>", "In a pool: the host of it that the machine goes to, by name, address or UUID; default the one with the most free memory that can have it.", CommandOptionType.SingleValue)]
    public string? Member { get; set; }

    /// <summary>The pool there.</summary>
    [Option("--pool <NAME>", "Put the disks into this storage pool there; default the host's first.", CommandOptionType.SingleValue)]
    public string? Pool { get; set; }

    /// <summary>The pool there, as it is called with xapi.</summary>
    [Option("--sr <NAME>", "The same, as a pool with xapi calls it: a storage repository, by name or UUID; default where the disks are, where that is seen from there, or else the pool's own default.", CommandOptionType.SingleValue)]
    public string? Repository { get; set; }

    /// <summary>The networks there.</summary>
    [Option("--network <MAPPING>", "HERE=THERE: connect what is on network HERE to THERE; the others keep their names. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Networks { get; set; } = [];

    /// <inheritdoc/>
    public override string Aftermath => _place is not null ? $"{Machine} has moved to {_place}"
        : $"{Machine} is to go on where it was: {LookAt(Machine)}{(To is null ? "" : $", and with appliance host check {To}")}";

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        if (Pool is not null && Repository is not null)
        {
            throw new UsageException("--pool and --sr are the same; leave one of them out");
        }

        if (To is null && !Entry.Address.IsXapi)
        {
            throw new UsageException("name the host it goes to with --to");
        }

        foreach (string pair in Networks)
        {
            _networks[pair.Split('=')[0]] = pair.Split('=') is [{ Length: > 0 }, { Length: > 0 } there]
                ? there : throw new UsageException($"--network {pair}: give HERE=THERE");
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        if (To is null)
        {
            return await MoveAsync(host, host);
        }

        await using IXenHost target = await HostChoice.OpenAsync(HostChoice.Find(To), CancellationToken);
        return await MoveAsync(host, target);
    }

    private async Task<int> MoveAsync(IXenHost host, IXenHost target)
    {
        using (var progress = new ProgressLine(Quiet, TimeProvider.System))
        {
            var options = new MigrationOptions
            {
                Pool = Pool ?? Repository,
                Member = Member,
                Networks = _networks,
                Warn = Warn,
                Progress = (vdev, at) => progress.Report(new MachineDisk { Id = vdev, Name = vdev }, at, "copied"),
                Part = part => progress.Report(Machine, part),
            };
            _place = await Migration.RunAsync(host, target, Machine, options, CancellationToken);
        }

        return await ReportAsync(target, $"moved to {_place}");
    }
}
