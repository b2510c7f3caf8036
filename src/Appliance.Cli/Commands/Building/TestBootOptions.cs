using System.Net;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Runtime.Importing;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Building;

/// <summary>How a build is tried on a host.</summary>
internal sealed class TestBootOptions
{
    /// <summary>Which host.</summary>
    [Option("--test-host <HOST>", "Start what was built on this host, wait for the template's checks, run its tests, and remove it again: a saved host, or an address.", CommandOptionType.SingleValue)]
    public string? Host { get; set; }

    /// <summary>Networks there.</summary>
    [Option("--test-network <MAPPING>", "With --test-host, OLD=NEW: connect what is on network OLD to NEW there; * stands for every other one. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Networks { get; set; } = [];

    /// <summary>How long it may take.</summary>
    [Option("--test-limit <TIME>", "With --test-host: how long it may take to come up; default 5m.", CommandOptionType.SingleValue)]
    public string Limit { get; set; } = "5m";

    /// <summary>What kind of domain.</summary>
    [Option("--test-domain <TYPE>", "With --test-host: run it as pv, pvh or hvm; default as an import would.", CommandOptionType.SingleValue)]
    public string? Domain { get; set; }

    /// <summary>Where they are.</summary>
    [Option("--test-address <ADDRESS>", "With --test-host: the machine's IP address, where neither its agent nor the host tells it; of several machines MACHINE=IP. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Addresses { get; set; } = [];

    /// <summary>How it is put on the host.</summary>
    /// <param name="warn">Gets warnings.</param>
    /// <exception cref="UsageException">An option cannot be read.</exception>
    public ImportOptions ReadImport(Action<string> warn) => new PlacementOptions { Domain = Domain, Start = true }.Read([.. ReadNetworks().Values], warn);

    /// <summary>How long it may take.</summary>
    /// <exception cref="UsageException">It is no time.</exception>
    public TimeSpan ReadLimit() => Durations.Parse(Limit, "--test-limit");

    /// <summary>Refuses addresses that nothing would come of.</summary>
    /// <param name="machines">What the template calls its machines.</param>
    /// <exception cref="UsageException">One is none, or of no machine.</exception>
    public void DemandAddresses(IEnumerable<string> machines)
    {
        foreach (string address in Addresses)
        {
            int at = address.IndexOf('=', StringComparison.Ordinal);
            if (at >= 0 && !machines.Contains(address[..at]))
            {
                throw new UsageException($"--test-address {address}: the template has no machine of that name; it has {string.Join(", ", machines)}");
            }

            if (!IPAddress.TryParse(address[(at + 1)..], out _))
            {
                throw new UsageException($"--test-address {address}: give an IP address, or MACHINE=IP");
            }
        }
    }

    /// <summary>The IP address of a machine, as the user says it; null where nothing is said of it.</summary>
    public string? FindAddress(string machine)
        => Addresses.LastOrDefault(address => address.StartsWith($"{machine}=", StringComparison.Ordinal))?[(machine.Length + 1)..]
            ?? Addresses.LastOrDefault(address => !address.Contains('=', StringComparison.Ordinal));

    /// <summary>The networks there, by those of the template.</summary>
    /// <exception cref="UsageException">One is no pair.</exception>
    public IReadOnlyDictionary<string, string> ReadNetworks() => new MappingOptions { Networks = Networks }.Read().Networks;
}
