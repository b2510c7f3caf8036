using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>The <c>ifcfg-*</c> of Red Hat's initscripts and NetworkManager, and of SUSE's wicked, whose names are those of the cards.</summary>
internal sealed class IfcfgFiles : INetworkConfiguration
{
    public const string RedHat = "/etc/sysconfig/network-scripts";
    public const string Suse = "/etc/sysconfig/network";

    private const string Prefix = "ifcfg-";

    private static readonly string[] Copies = ["~", ".bak", ".orig", ".rpmsave", ".rpmnew", ".old"];

    /// <summary>What the files of a card begin with: addresses, routes, rules.</summary>
    private static readonly string[] Prefixes = [Prefix, "route-", "route6-", "rule-", "rule6-", "ifroute-", "ifrule-"];

    public IEnumerable<string> Files(GuestTree tree)
        => new[] { RedHat, Suse }.SelectMany(folder => GuestFolder.Files(tree, folder, name => name.StartsWith(Prefix, StringComparison.Ordinal) && !IsCopy(name)));

    public IEnumerable<CardName> Cards(GuestText text)
    {
        string name = ValueOf(text, "DEVICE") ?? GuestPath.NameOf(text.Path)[Prefix.Length..];
        return [new CardName(name, MacAddress.Normalize(ValueOf(text, "HWADDR")))];
    }

    // wicked goes by the name, and the name is kept.
    public void MatchByMac(GuestText text, CardPlan card)
    {
        if (text.Path.StartsWith(RedHat, StringComparison.Ordinal) && ValueOf(text, "HWADDR") is null)
        {
            text.Append($"HWADDR={card.Mac}");
        }
    }

    public void Rename(GuestText text, CardPlan card)
    {
        bool isOfCard = Cards(text).Any(found => found.Name == card.Name);
        text.Edit(line => Words.IsComment(line) ? line : InterfaceNames.Replace(line, card.Name, card.XenName));
        text.RemoveAll(line => isOfCard && Assignment.Parse(line)?.Key == "HWADDR");
    }

    /// <summary>Gives the files of a card the name that it has on Xen.</summary>
    public static void RenameFiles(GuestTree tree, CardPlan card)
    {
        foreach (string from in new[] { RedHat, Suse }.SelectMany(folder => Prefixes.Select(prefix => GuestPath.Join(folder, prefix + card.Name))))
        {
            string to = from[..^card.Name.Length] + card.XenName;
            if (GuestText.Read(tree, from) is { } text && !tree.HasFile(to))
            {
                tree.Write(to, GuestText.Of(to, text.Lines.Select(line => InterfaceNames.Replace(line, card.Name, card.XenName))).ToBytes(), tree.Find(from)!.Rights);
                tree.Delete(from);
            }
        }
    }

    private static string? ValueOf(GuestText text, string key)
        => text.Lines.Select(line => Assignment.Parse(line) is { } found && found.Key == key ? found.ValueOf(line) : null).LastOrDefault(value => value is not null);

    private static bool IsCopy(string name) => Copies.Any(ending => name.EndsWith(ending, StringComparison.Ordinal));
}
