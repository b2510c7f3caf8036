using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance migrate</summary>
[Command("migrate", Description = "Move a machine to another host, with its memory where it runs; it stands still while its disks are copied. The hosts need not know each other; if anything fails, it goes on where it was.", ExtendedHelpText = """

    Examples:
      appliance migrate web01 --host xen1 --to xen2
      appliance migrate web01 --host xen1 --to xl+ssh://root@xen2 --pool ssd --network xenbr0=ovsbr0.10
    """)]
internal sealed class MigrateCommand : MachineCommand
{
    private readonly Dictionary<string, string> _networks = [];

    /// <summary>The other host.</summary>
    [Option("--to <HOST>", "The host it goes to: a saved one, or an address.", CommandOptionType.SingleValue)]
    [Required(ErrorMessage = "name the host it goes to with --to")]
    public string To { get; set; } = "";

    /// <summary>The pool there.</summary>
    [Option("--pool <NAME>", "Put the disks into this storage pool there; default the host's first.", CommandOptionType.SingleValue)]
    public string? Pool { get; set; }

    /// <summary>The networks there.</summary>
    [Option("--network <MAPPING>", "HERE=THERE: connect what is on network HERE to THERE; the others keep their names. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Networks { get; set; } = [];

    /// <inheritdoc/>
    public override string Aftermath => $"{Machine} is to go on where it was: {LookAt(Machine)}, and with appliance host check {To}";

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        foreach (string pair in Networks)
        {
            _networks[pair.Split('=')[0]] = pair.Split('=') is [{ Length: > 0 }, { Length: > 0 } there]
                ? there : throw new UsageException($"--network {pair}: give HERE=THERE");
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        HostEntry entry = HostChoice.Find(To);
        await using IXenHost target = await HostChoice.OpenAsync(entry, CancellationToken);
        using (var progress = new ProgressLine(Quiet, TimeProvider.System))
        {
            var options = new MigrationOptions
            {
                Pool = Pool,
                Networks = _networks,
                Warn = Warn,
                Progress = (vdev, at) => progress.Report(new MachineDisk { Id = vdev, Name = vdev }, at, "copied"),
            };
            await Migration.RunAsync(host, target, Machine, options, CancellationToken);
        }

        return await ReportAsync(target, $"moved to {entry.Name}");
    }
}
