using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>Debian's and Alpine's <c>/etc/network/interfaces</c>, which knows cards by name alone.</summary>
internal sealed class Ifupdown : INetworkConfiguration
{
    private static readonly string[] Stanzas = ["iface", "auto", "allow-hotplug", "allow-auto"];

    public IEnumerable<string> Files(GuestTree tree)
        => GuestFolder.Files(tree, "/etc/network/interfaces.d", _ => true).Prepend("/etc/network/interfaces");

    public IEnumerable<CardName> Cards(GuestText text)
        => text.Lines.Select(Words.Split).Where(words => words.Length > 1 && Stanzas.Contains(words[0]))
            .SelectMany(words => words[0] == "iface" ? words[1..2] : words[1..]).Select(name => new CardName(name));

    public void MatchByMac(GuestText text, CardPlan card)
    {
    }
}
