using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>Ubuntu's netplan. Only the lines that say which card is meant are added; the YAML around them is not rewritten.</summary>
internal sealed class Netplan : INetworkConfiguration
{
    public IEnumerable<string> Files(GuestTree tree)
        => GuestFolder.Files(tree, "/etc/netplan", name => name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal));

    public IEnumerable<CardName> Cards(GuestText text)
        => NetplanCard.Read(text).Select(card => new CardName(card.SetName ?? card.Name, card.Mac));

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
}
