using System.Globalization;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Trees;

namespace Appliance.Builder.Contents;

/// <summary>Tells systemd-networkd how cards get their addresses, <c>systemd.network(5)</c>, and has it started.</summary>
/// <param name="tree">The tree.</param>
internal sealed class NetworkFiles(RootTree tree)
{
    /// <summary>Adds a file for each; of two that fit a card, the first one holds.</summary>
    public void Add(IReadOnlyList<LinkChoice> links)
    {
        for (int number = 0; number < links.Count; number++)
        {
            tree.PutText(string.Create(CultureInfo.InvariantCulture, $"/etc/systemd/network/20-appliance-{number:d3}.network"), TextOf(links[number]));
        }

        if (links.Count > 0)
        {
            new ServiceLinks(tree).Enable("systemd-networkd.service");
        }
    }

    private static string TextOf(LinkChoice link) => string.Concat(LinesOf(link).Select(line => line + "\n"));

    private static IEnumerable<string> LinesOf(LinkChoice link) =>
    [
        "[Match]",
        link.Cards is null ? "Type=ether" : $"Name={link.Cards}",
        "",
        "[Network]",
        $"DHCP={(link.UsesDhcp ? "yes" : "no")}",
        .. link.Addresses.Select(address => $"Address={address}"),
        .. link.Gateway is { } gateway ? [$"Gateway={gateway}"] : Array.Empty<string>(),
        .. link.NameServers.Select(server => $"DNS={server}"),
    ];
}
