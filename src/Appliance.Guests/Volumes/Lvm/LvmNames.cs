namespace Appliance.Guests.Volumes.Lvm;

/// <summary>What groups and volumes may be called (lvm(8), "Valid names").</summary>
internal static class LvmNames
{
    private const int Longest = 127;

    /// <summary>Checks a name before it goes into messages and paths.</summary>
    /// <exception cref="Formats.InvalidImageException">LVM makes no such names.</exception>
    public static void Check(LvmSection section)
    {
        string name = section.Name;
        bool isGood = name.Length is > 0 and <= Longest
            && name[0] != '-'
            && name is not ("." or "..")
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '+' or '-');
        if (!isGood)
        {
            throw section.Fail("LVM makes no such name");
        }
    }

    /// <summary>Reads a name below <c>/dev/mapper</c>: dashes are doubled, a single one is between group and volume.</summary>
    /// <returns><c>vg/lv</c>; null where it is no such name.</returns>
    public static string? FromMapper(string name)
    {
        string[] parts = name.Replace("--", "\0", StringComparison.Ordinal).Split('-');
        return parts.Length == 2 ? string.Join('/', parts).Replace('\0', '-') : null;
    }
}
