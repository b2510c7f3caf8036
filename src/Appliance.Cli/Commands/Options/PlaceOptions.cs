using Appliance.Runtime.Federation;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>What a host has to be like, where none is named.</summary>
internal sealed class PlaceOptions
{
    /// <summary>What it has to be like.</summary>
    [Option("--place <WISH>", "Choose the saved host with room: label=KEY[=VALUE], tenant=NAME, anti=MACHINE (a name, a group or a pattern that must not be there), with commas between them, or any. --verbose tells why not the others.", CommandOptionType.SingleValue)]
    public string? Place { get; set; }

    /// <summary>What it comes to; null where a host is named.</summary>
    /// <param name="host">The host that is named; null for none.</param>
    /// <exception cref="UsageException">It cannot be read, or a host is named besides.</exception>
    public PlacementWish? Read(string? host)
    {
        if (Place is null)
        {
            return null;
        }

        return host is null ? HostChoice.Checked(() => PlacementWish.Parse(Place)) : throw new UsageException("--host and --place contradict each other");
    }
}
