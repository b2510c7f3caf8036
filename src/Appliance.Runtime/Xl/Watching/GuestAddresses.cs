using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Appliance.Formats;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Watching;

/// <summary>IP addresses of running guests: those the host's neighbour table has for their cards, then those their agents claim.</summary>
internal static partial class GuestAddresses
{
    // A guest may write any number of them to xenstore.
    private const int MostAddresses = 8;
    private const int MostBytes = 16384;

    /// <summary>The same machines, with their addresses.</summary>
    public static async Task<IReadOnlyList<MachineStatus>> AddAsync(IHostShell shell, IReadOnlyList<MachineStatus> machines, CancellationToken cancellationToken)
    {
        List<int> domains = [.. machines.Select(machine => machine.DomainId).OfType<int>()];
        if (domains.Count == 0)
        {
            return machines;
        }

        // iproute2 and xenstore's own programs may be missing; without them less is known.
        string script = $"""
            ip neigh show 2>/dev/null || cat /proc/net/arp
            for id in {string.Join(' ', domains)}; do
                xenstore-ls -f "/local/domain/$id/attr" 2>/dev/null | head -c {MostBytes}
                echo
            done
            """;
        string output = (await shell.RunAsync(script, cancellationToken)).Demand("look for addresses");
        return [.. machines.Select(machine => machine.DomainId is null ? machine : machine with { Addresses = Find(output, machine) })];
    }

    /// <summary>The addresses of one machine in what the script printed.</summary>
    internal static IReadOnlyList<string> Find(string output, MachineStatus machine)
    {
        IEnumerable<string> neighbours = NeighbourPattern().Matches(output)
            .Where(match => machine.Record.Cards.Any(card => card.Mac.Equals(match.Groups["mac"].Value, StringComparison.OrdinalIgnoreCase)))
            .Select(match => match.Groups["address"].Value);
        IEnumerable<string> claimed = AgentPattern().Matches(output)
            .Where(match => match.Groups["domain"].Value == machine.DomainId?.ToString(CultureInfo.InvariantCulture))
            .Select(match => match.Groups["address"].Value);
        return [.. neighbours.Concat(claimed).Where(text => IPAddress.TryParse(text, out _)).Distinct().Take(MostAddresses)];
    }

    [GeneratedRegex(@"^(?<address>[0-9a-f.:]+) [^\n]*?(?<mac>([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2})\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex NeighbourPattern();

    // attr/vif/0/ipv4/0 of newer agents, attr/eth0/ip of older ones.
    [GeneratedRegex(@"^/local/domain/(?<domain>\d+)/attr/(vif/\d+/ipv[46]/\d+|eth\d+/ip) = ""(?<address>[0-9a-fA-F.:]+)""$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex AgentPattern();
}
