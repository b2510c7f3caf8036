using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance set</summary>
[Command("set", Description = "Change how machines are looked after: autostart, restart policy, health checks, description, and the host of a pool that they are best started on.", ExtendedHelpText = """

    Examples:
      appliance set web01 --autostart yes --restart on-failure --host xen1
      appliance set 'web*' shop --autostart yes --host xen1
      appliance set web01 --check tcp:22 --check http:80/health --host xen1
      appliance set web01 --affinity host2 --host pool1
    """)]
internal sealed class SetCommand : ChangeCommand
{
    private bool? _autostart;
    private RestartPolicy? _restart;
    private IReadOnlyList<HealthCheck>? _checks;

    /// <summary>Whether it starts with the host.</summary>
    [Option("--autostart <yes-or-no>", "Whether it starts with the host.", CommandOptionType.SingleValue)]
    public string? Autostart { get; set; }

    /// <summary>The restart policy.</summary>
    [Option("--restart <POLICY>", "Whether watchd starts it again: no, on-failure, always.", CommandOptionType.SingleValue)]
    public string? Restart { get; set; }

    /// <summary>The health checks.</summary>
    [Option("--check <CHECK>", "What tells that it is well, in place of what it has: tcp:PORT, http:PORT[/PATH], console:TEXT; none for no check. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Checks { get; set; } = [];

    /// <summary>The host of a pool.</summary>
    [Option("--affinity <HOST>", "In a pool: start it on this host of it where there is room, by name, address or UUID; none for any.", CommandOptionType.SingleValue)]
    public string? Affinity { get; set; }

    /// <summary>What it is.</summary>
    [Option("--description <TEXT>", "What it is, in words.", CommandOptionType.SingleValue)]
    public string? Description { get; set; }

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        if ((Autostart, Restart, Description, Affinity, Checks.Length) is (null, null, null, null, 0))
        {
            throw new UsageException("say what to change: --autostart, --restart, --check, --affinity or --description");
        }

        _autostart = Autostart switch
        {
            null => null,
            "yes" => true,
            "no" => false,
            _ => throw new UsageException($"--autostart {Autostart}: give yes or no"),
        };
        _restart = Restart is null ? null : MachineOptions.ReadRestart(Restart);
        _checks = Checks.Length == 0 ? null : MachineOptions.ReadChecks(Checks);
    }

    /// <inheritdoc/>
    protected override async Task<string> ActAsync(IXenHost host, string machine)
    {
        await host.UpdateAsync(machine, Change, CancellationToken);
        return "changed";

        MachineRecord Change(MachineRecord record) => record with
        {
            StartsWithHost = _autostart ?? record.StartsWithHost,
            Restart = _restart ?? record.Restart,
            HealthChecks = _checks ?? record.HealthChecks,
            Description = Description ?? record.Description,
            Affinity = Affinity == "none" ? null : Affinity ?? record.Affinity,
        };
    }
}
