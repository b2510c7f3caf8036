using System.Globalization;
using System.Text;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>Names of network interfaces.</summary>
internal static class InterfaceNames
{
    // IFNAMSIZ less the zero byte.
    private const int MostCharacters = 15;

    // VMware's first slot behind its bridges.
    private const int FirstBridgedSlot = 160;

    /// <summary>Whether a name is that of a card: not of a bridge, a bond, a VLAN.</summary>
    public static bool IsCard(string name)
        => name.Length is > 2 and <= MostCharacters && name.All(char.IsAsciiLetterOrDigit) && char.IsAsciiDigit(name[^1])
            && (IsKernels(name) || name is ['e', 'm', >= '0' and <= '9', ..] or ['p', >= '0' and <= '9', ..] or ['e', 'n', 'o' or 's' or 'p' or 'P' or 'x' or 'X', ..]);

    /// <summary>Whether it is one that the kernel gives: <c>eth0</c>.</summary>
    public static bool IsKernels(string name) => name.StartsWith("eth", StringComparison.Ordinal) && name.Length > 3 && name.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>
    /// What to sort names by so that they stand in the order of VMware's cards: by numbers, and slots behind a bridge first
    /// by their function (ens160, ens192, ens224, ens256, then ens161).
    /// </summary>
    public static string OrderOf(string name)
    {
        if (name.StartsWith("ens", StringComparison.Ordinal) && int.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int slot))
        {
            return slot < FirstBridgedSlot ? $"ens0{slot:D10}" : $"ens1{slot % 32:D10}{slot:D10}";
        }

        var key = new StringBuilder();
        for (int at = 0; at < name.Length;)
        {
            int end = at;
            while (end < name.Length && char.IsAsciiDigit(name[end]))
            {
                end++;
            }

            key.Append(end > at ? name[at..end].PadLeft(MostCharacters, '0') : name[at..(at + 1)]);
            at = Math.Max(end, at + 1);
        }

        return key.ToString();
    }

    /// <summary>Puts a name in place of another, wherever it stands as a name or with a VLAN or an alias behind it.</summary>
    public static string Replace(string line, string name, string other)
    {
        var result = new StringBuilder();
        int copied = 0;
        for (int at = line.IndexOf(name, StringComparison.Ordinal); at >= 0; at = line.IndexOf(name, at + name.Length, StringComparison.Ordinal))
        {
            int end = at + name.Length;
            bool isWhole = (at == 0 || !IsPart(line[at - 1])) && (end == line.Length || !IsPart(line[end]));
            result.Append(line, copied, at - copied).Append(isWhole ? other : name);
            copied = end;
        }

        return result.Append(line, copied, line.Length - copied).ToString();
    }

    private static bool IsPart(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}
