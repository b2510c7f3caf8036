using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>NetworkManager's keyfiles: profiles of wired cards.</summary>
internal sealed class Keyfiles : INetworkConfiguration
{
    private static readonly string[] Wired = ["ethernet", "802-3-ethernet"];

    public IEnumerable<string> Files(GuestTree tree) => GuestFolder.Files(tree, "/etc/NetworkManager/system-connections", name => !name.StartsWith('.'));

    public IEnumerable<CardName> Cards(GuestText text)
    {
        if (!Wired.Contains(IniSections.ValueOf(text, "connection", "type")))
        {
            return [];
        }

        string? mac = Wired.Select(section => MacAddress.Normalize(IniSections.ValueOf(text, section, "mac-address"))).FirstOrDefault(found => found is not null);
        return IniSections.ValueOf(text, "connection", "interface-name") is { Length: > 0 } name ? [new CardName(name, mac)] : [];
    }

    // mac-address is compared with the card's own address, which bonds and VLANs over it do not have.
    public void MatchByMac(GuestText text, CardPlan card)
    {
        int name = IniSections.IndexOf(text, "connection", "interface-name");
        if (name < 0)
        {
            return;
        }

        text.RemoveAt(name);
        if (Wired.All(section => IniSections.IndexOf(text, section, "mac-address") < 0))
        {
            string line = $"mac-address={card.Mac!.ToUpperInvariant()}";
            string section = Wired.FirstOrDefault(section => IniSections.IndexOf(text, section) >= 0) ?? Wired[0];
            IniSections.Add(text, section, line);
        }
    }

    public void Rename(GuestText text, CardPlan card)
    {
        bool isOfCard = Cards(text).Any(found => found.Name == card.Name);
        text.Edit(line => Words.IsComment(line) ? line : InterfaceNames.Replace(line, card.Name, card.XenName));
        foreach (int address in Wired.Select(section => IniSections.IndexOf(text, section, "mac-address")).Where(index => isOfCard && index >= 0))
        {
            text.RemoveAt(address);
        }
    }
}
