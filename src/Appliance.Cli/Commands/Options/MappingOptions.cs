using Appliance.Cli.Commands.Machines;
using Appliance.Cli.Output;
using Appliance.Converter.Mapping;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>What is to be different about the machines.</summary>
internal sealed class MappingOptions
{
    /// <summary>Networks.</summary>
    [Option("--network <MAPPING>", "OLD=NEW: connect what is on network OLD to NEW; * stands for every other one. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Networks { get; set; } = [];

    /// <summary>Whether to leave network cards out.</summary>
    [Option("--no-network-cards", "Leave the network cards out.", CommandOptionType.NoValue)]
    public bool NoNetworkCards { get; set; }

    /// <summary>Machine name.</summary>
    [Option("--name <NAME>", "Name the machine.", CommandOptionType.SingleValue)]
    public string? Name { get; set; }

    /// <summary>Memory.</summary>
    [Option("--memory <SIZE>", "Give the machine this much memory, such as 4G.", CommandOptionType.SingleValue)]
    public string? Memory { get; set; }

    /// <summary>Processors.</summary>
    [Option("--cpus <N>", "Give the machine this many processors.", CommandOptionType.SingleValue)]
    public int? Cpus { get; set; }

    /// <summary>The health checks.</summary>
    [Option("--check <CHECK>", "What tells that the machine is well, in place of the checks that come with it: tcp:PORT, http:PORT[/PATH] or console:TEXT; none for no check. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Checks { get; set; } = [];

    /// <summary>The restart policy.</summary>
    [Option("--restart <POLICY>", "Whether watchd starts the machine again, in place of the policy that comes with it: no, on-failure, always.", CommandOptionType.SingleValue)]
    public string? Restart { get; set; }

    /// <summary>One disk.</summary>
    [Option("--disk <N>", "Take only this disk, counted from 1.", CommandOptionType.SingleValue)]
    public int? Disk { get; set; }

    /// <summary>The mapping that they ask for.</summary>
    /// <exception cref="UsageException">One of them cannot be read.</exception>
    public MachineMapping Read()
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
            HealthChecks = Checks.Length == 0 ? null : MachineOptions.ReadChecks(Checks),
            Restart = Restart is null ? null : MachineOptions.ReadRestart(Restart),
            DiskNumber = Disk,
        };
    }
}
