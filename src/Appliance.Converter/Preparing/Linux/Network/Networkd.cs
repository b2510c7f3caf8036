using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>The <c>.network</c> files of systemd-networkd.</summary>
/// <param name="systemd">The version of systemd; 0 where it is not known.</param>
internal sealed class Networkd(int systemd) : INetworkConfiguration
{
    private const string Folder = "/etc/systemd/network";

    private static readonly string[] Addresses = ["PermanentMACAddress", "MACAddress"];

    // Interfaces over a card that get its address, and would be matched by it.
    private static readonly string[] Stacked = ["VLAN", "MACVLAN", "MACVTAP", "IPVLAN", "Bridge", "Bond"];

    public IEnumerable<string> Files(GuestTree tree) => GuestFolder.Files(tree, Folder, ".network");

    public IEnumerable<CardName> Cards(GuestText text)
    {
        string? mac = MacAddress.Normalize(ValueOf(text, "PermanentMACAddress") ?? ValueOf(text, "MACAddress"));
        return Words.Split(ValueOf(text, "Name") ?? "").Select(name => new CardName(name, mac));
    }

    public void MatchByMac(GuestText text, CardPlan card)
    {
        int name = IniSections.IndexOf(text, "Match", "Name");
        if (name < 0 || ValueOf(text, "Name") != card.Name || ValueOf(text, "MACAddress") is not null || ValueOf(text, "PermanentMACAddress") is not null)
        {
            return;
        }

        // With neither, the name stays, and a link file gives it to the card.
        string? key = systemd >= SystemdVersion.KnowsPermanentAddress ? "PermanentMACAddress"
            : text.Lines.Any(line => Stacked.Contains(Assignment.Parse(line)?.Key)) ? null : "MACAddress";
        text[name] = key is null ? text[name] : $"{key}={card.Mac}";
    }

    // The name is there, as it is by the name that the file is the card's.
    public void Rename(GuestText text, CardPlan card)
    {
        bool isOfCard = Cards(text).Any(found => found.Name == card.Name);
        text.Edit(line => Words.IsComment(line) ? line : InterfaceNames.Replace(line, card.Name, card.XenName));
        foreach (string key in isOfCard ? Addresses : [])
        {
            for (int at = IniSections.IndexOf(text, "Match", key); at >= 0; at = IniSections.IndexOf(text, "Match", key))
            {
                text.RemoveAt(at);
            }
        }
    }

    /// <summary>Lets patterns that stand for VMware's cards, such as <c>ens*</c>, stand for Xen's too.</summary>
    /// <param name="text">The file.</param>
    /// <param name="xenName">What Xen calls its cards, without the number: <c>enX</c>.</param>
    public static void WidenPatterns(GuestText text, string xenName)
    {
        string[] patterns = [.. Words.Split(ValueOf(text, "Name") ?? "").Where(name => name.EndsWith('*')).Select(name => name[..^1])];
        bool isOfCards = patterns.Any(stem => stem.StartsWith("en", StringComparison.Ordinal) || stem.StartsWith("eth", StringComparison.Ordinal));
        if (isOfCards && patterns.All(stem => !xenName.StartsWith(stem, StringComparison.Ordinal)))
        {
            int line = IniSections.IndexOf(text, "Match", "Name");
            text[line] = $"{text[line].TrimEnd()} {xenName}*";
        }
    }

    private static string? ValueOf(GuestText text, string key)
        => IniSections.ValueOf(text, "Match", key);
}
