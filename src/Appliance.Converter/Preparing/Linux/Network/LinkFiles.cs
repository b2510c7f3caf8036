using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>systemd's <c>.link</c> files, by which udev names cards (systemd.link(5)).</summary>
internal static class LinkFiles
{
    private const string Folder = "/etc/systemd/network";

    /// <summary>The names that they give.</summary>
    public static IEnumerable<CardName> Read(GuestTree tree)
        => GuestFolder.Files(tree, Folder, ".link").Select(path => GuestText.Read(tree, path)).OfType<GuestText>()
            .Select(text => (Name: IniSections.ValueOf(text, "Link", "Name"), Mac: MacAddress.Normalize(IniSections.ValueOf(text, "Match", "PermanentMACAddress") ?? IniSections.ValueOf(text, "Match", "MACAddress"))))
            .Where(link => link is { Name: not null, Mac: not null }).Select(link => new CardName(link.Name!, link.Mac));

    /// <summary>Gives a card its name.</summary>
    /// <returns>Whether nothing gave it before.</returns>
    public static bool Add(GuestTree tree, string name, string mac, int systemd)
    {
        if (Read(tree).Any(link => link.Name == name && link.Mac == mac))
        {
            return false;
        }

        // Permanent addresses are those of cards alone; by the other a VLAN over the card is matched too, and cannot be renamed.
        string key = systemd >= SystemdVersion.KnowsPermanentAddress ? "PermanentMACAddress" : "MACAddress";
        return GuestText.Of($"{Folder}/10-appliance-{name}.link", "[Match]", $"{key}={mac}", "", "[Link]", $"Name={name}").Save(tree);
    }
}
