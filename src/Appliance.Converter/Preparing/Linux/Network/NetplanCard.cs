using Appliance.Converter.Preparing.Linux.Texts;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>A card below <c>ethernets:</c> of a netplan.</summary>
internal sealed class NetplanCard
{
    /// <summary>Its key, which is the card's name unless something else says which one is meant.</summary>
    public required string Name { get; init; }

    /// <summary>The line of the key.</summary>
    public required int Line { get; init; }

    /// <summary>How far its settings are indented.</summary>
    public int ChildIndent { get; private set; }

    /// <summary>Whether it says which card is meant.</summary>
    public bool HasMatch { get; private set; }

    /// <summary>The address by which it does; else null.</summary>
    public string? Mac { get; private set; }

    /// <summary>The name, or the pattern of names, by which it does; else null.</summary>
    public string? MatchedName { get; private set; }

    /// <summary>The name that the card is given; null where it is not given one.</summary>
    public string? SetName { get; private set; }

    /// <summary>Reads all cards of a file.</summary>
    public static List<NetplanCard> Read(GuestText text)
    {
        var cards = new List<NetplanCard>();
        int section = -1;
        int keys = -1;
        for (int i = 0; i < text.Count; i++)
        {
            string line = text[i];
            int indent = Words.SkipBlanks(line, 0);
            if (Words.IsComment(line))
            {
                continue;
            }

            if (section < 0 || indent <= section)
            {
                section = IsSection(line) ? indent : -1;
                keys = -1;
            }
            else if (keys < 0 || indent == keys)
            {
                keys = indent;
                cards.Add(new NetplanCard { Name = KeyOf(line), Line = i, ChildIndent = indent + 2 });
                cards[^1].ReadSetting(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            }
            else
            {
                cards[^1].ChildIndent = i == cards[^1].Line + 1 ? indent : cards[^1].ChildIndent;
                cards[^1].ReadSetting(line);
            }
        }

        return cards;
    }

    /// <summary>Whether a line begins a section of cards, each in lines of its own.</summary>
    public static bool IsSection(string line) => line.Split(" #")[0].Trim() == "ethernets:";

    private static string KeyOf(string line) => line.Split(':')[0].Trim().Trim('"', '\'');

    private void ReadSetting(string line)
    {
        HasMatch |= line.Contains("match:", StringComparison.Ordinal);
        SetName ??= ValueOf(line, "set-name:");

        MatchedName ??= HasMatch ? NameIn(line) : null;

        // Without a match it is an address that the card is to take on.
        Mac ??= HasMatch ? MacAddress.Normalize(ValueOf(line, "macaddress:")) : null;
    }

    private static string? NameIn(string line)
    {
        int at = line.IndexOf("name:", StringComparison.Ordinal);
        return at > 0 && line[at - 1] is (' ' or '{' or ',') ? ValueOf(line[at..], "name:") : null;
    }

    private static string? ValueOf(string line, string key)
    {
        int at = line.IndexOf(key, StringComparison.Ordinal);
        return at < 0 ? null : line[(at + key.Length)..].Split(',', '}', '#')[0].Trim().Trim('"', '\'');
    }
}
