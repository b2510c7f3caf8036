using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>udev's <c>70-persistent-net.rules</c>, which udev before systemd 209 writes for each card it sees.</summary>
internal static class PersistentNames
{
    public const string Path = "/etc/udev/rules.d/70-persistent-net.rules";

    private const string Address = "ATTR{address}==\"";
    private const string NameKey = " NAME=\"";

    /// <summary>The names that it gives.</summary>
    public static IEnumerable<CardName> Read(GuestTree tree)
        => GuestText.Read(tree, Path)?.Lines.Select(Parse).OfType<CardName>() ?? [];

    /// <summary>Gives a card its name.</summary>
    /// <returns>Whether nothing gave it before.</returns>
    public static bool Add(GuestTree tree, string name, string mac)
    {
        GuestText rules = GuestText.ReadOrNew(tree, Path);
        if (rules.Lines.Select(Parse).Any(card => card?.Mac == mac))
        {
            return false;
        }

        rules.Append($"SUBSYSTEM==\"net\", ACTION==\"add\", DRIVERS==\"?*\", {Address}{mac}\", ATTR{{type}}==\"1\", KERNEL==\"eth*\",{NameKey}{name}\"");
        return rules.Save(tree);
    }

    /// <summary>Takes away the cards whose addresses are not wanted.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Remove(GuestTree tree, Func<CardName, bool> isUnwanted)
    {
        if (GuestText.Read(tree, Path) is not { } rules)
        {
            return false;
        }

        rules.RemoveAll(line => Parse(line) is { } card && isUnwanted(card));
        return rules.Save(tree);
    }

    private static CardName? Parse(string line)
        => !Words.IsComment(line) && MacAddress.Normalize(Between(line, Address)) is { } mac && Between(line, NameKey) is { } name ? new CardName(name, mac) : null;

    private static string? Between(string line, string start)
    {
        int at = line.IndexOf(start, StringComparison.Ordinal);
        int end = at < 0 ? -1 : line.IndexOf('"', at + start.Length);
        return end < 0 ? null : line[(at + start.Length)..end];
    }
}
