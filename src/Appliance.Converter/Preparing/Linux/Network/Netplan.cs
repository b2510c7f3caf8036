using System.Text.RegularExpressions;
using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Formats;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>Ubuntu's netplan. Only the lines that say which card is meant are added; the YAML around them is not rewritten.</summary>
internal sealed partial class Netplan : INetworkConfiguration
{
    public IEnumerable<string> Files(GuestTree tree)
        => GuestFolder.Files(tree, "/etc/netplan", name => name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal));

    public IEnumerable<CardName> Cards(GuestText text)
        => NetplanCard.Read(text).Select(card => new CardName(card.SetName ?? card.Name, card.Mac));

    /// <summary>What a file has that is not understood here, in sentences.</summary>
    /// <param name="text">The file.</param>
    /// <param name="xenName">What Xen calls its cards, without the number: <c>enX</c>.</param>
    public static IEnumerable<string> Problems(GuestText text, string xenName)
    {
        if (text.Lines.Any(line => !Words.IsComment(line) && line.Contains("ethernets", StringComparison.Ordinal) && !NetplanCard.IsSection(line)))
        {
            yield return $"{text.Path}: its cards are written down in a way that is not read here; see that they are matched by their addresses";
        }

        foreach (NetplanCard card in NetplanCard.Read(text))
        {
            if (card.MatchedName is { } name && !xenName.StartsWith(name.TrimEnd('*', '?'), StringComparison.Ordinal))
            {
                yield return $"{text.Path}: {card.Name} is matched by the name {name}, and Xen calls its cards {xenName}0 and so on; match it by its address";
            }
        }
    }

    // With set-name the card keeps its name, which routes, bridges and firewalls go by; netplan asks for a match beside it.
    public void MatchByMac(GuestText text, CardPlan card)
    {
        if (NetplanCard.Read(text).FirstOrDefault(found => found.Name == card.Name && !found.HasMatch) is not { } block)
        {
            return;
        }

        string line = text[block.Line];
        if (line.IndexOf('{', StringComparison.Ordinal) is var brace and > 0)
        {
            string rest = line[(brace + 1)..];
            string separator = rest.TrimStart().StartsWith('}') ? "" : ", ";
            text[block.Line] = $"{line[..(brace + 1)]}match: {{macaddress: \"{card.Mac}\"}}, set-name: {card.Name}{separator}{rest.TrimStart()}";
            return;
        }

        string indent = new(' ', block.ChildIndent);
        text.Insert(block.Line + 1, $"{indent}match:");
        text.Insert(block.Line + 2, $"{indent}  macaddress: \"{card.Mac}\"");
        text.Insert(block.Line + 3, $"{indent}set-name: {card.Name}");
    }

    // The key is the name of a card that nothing else says.
    public void Rename(GuestText text, CardPlan card)
    {
        NetplanCard? block = NetplanCard.Read(text).FirstOrDefault(found => (found.SetName ?? found.Name) == card.Name && found.Mac is not null);
        if (block is not null)
        {
            RemoveMatch(text, block);
            text.Edit(line => NamesCard(line) ? InterfaceNames.Replace(line, block.Name, card.XenName) : line);
            text[block.Line] = InterfaceNames.Replace(text[block.Line], block.Name, card.XenName);
        }

        text.Edit(line => Words.IsComment(line) ? line : InterfaceNames.Replace(line, card.Name, card.XenName));
    }

    /// <summary>Whether a line says over which cards a bridge, a bond or a VLAN lies.</summary>
    private static bool NamesCard(string line) => line.TrimStart().Split(' ')[0] is "link:" or "interfaces:" or "-";

    private static void RemoveMatch(GuestText text, NetplanCard block)
    {
        text[block.Line] = FlowMatch().Replace(text[block.Line], "");
        bool isMatch = false;
        for (int i = block.Line + 1; i < text.Count;)
        {
            string line = text[i];
            int indent = Words.SkipBlanks(line, 0);
            if (!Words.IsComment(line) && indent < block.ChildIndent)
            {
                return;
            }

            bool isSetting = indent == block.ChildIndent && !Words.IsComment(line);
            isMatch = isSetting ? line.AsSpan(indent).StartsWith("match:") : isMatch;
            if ((isMatch && !Words.IsComment(line)) || (isSetting && line.AsSpan(indent).StartsWith("set-name:")))
            {
                text.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }
    }

    [GeneratedRegex(@"\bmatch:\s*\{[^{}]*\}\s*,?\s*|\bset-name:[^,}]*,?\s*", RegexOptions.CultureInvariant, MatchLimit.Milliseconds)]
    private static partial Regex FlowMatch();
}
