using System.Globalization;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Watching;

/// <summary>How far the drivers and the agent of a domain are, by what xl lists of its devices and what is in xenstore.</summary>
internal static class DomainSigns
{
    // XenbusStateConnected: both ends of a device work with each other.
    private const string Connected = "4";
    private const string Divider = "--";

    // Columns of "xl block-list" and "xl network-list".
    private const int DiskState = 3;
    private const int CardState = 4;

    /// <summary>Looks once. A domain that is gone meanwhile shows nothing.</summary>
    public static async Task<GuestSigns> LookAsync(IHostShell shell, int domain, CancellationToken cancellationToken)
    {
        string id = ShellText.Quote(domain.ToString(CultureInfo.InvariantCulture));
        // Agents write below data and attr; xl makes both empty. xenstore's own programs may be missing.
        string script = $$"""
            xl block-list {{id}} 2>/dev/null; echo {{Divider}}
            xl network-list {{id}} 2>/dev/null; echo {{Divider}}
            xenstore-list /local/domain/{{id}}/data /local/domain/{{id}}/attr 2>/dev/null | head -c 1
            exit 0
            """;
        ShellResult result = await shell.RunAsync(script, cancellationToken);
        return Read(result.Demand("look at the domain's devices"));
    }

    /// <summary>Reads what the script printed.</summary>
    internal static GuestSigns Read(string output)
    {
        string[] parts = output.Split($"{Divider}\n", 3);
        return parts.Length < 3 ? GuestSigns.None : new GuestSigns(Count(parts[0], DiskState), Count(parts[1], CardState), parts[2].Trim().Length > 0);
    }

    private static int Count(string table, int column) => table.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Count(row => row.Length > column && row[0].All(char.IsAsciiDigit) && row[column] == Connected);
}
