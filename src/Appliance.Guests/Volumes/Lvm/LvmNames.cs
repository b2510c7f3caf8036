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

    /// <summary>The name below <c>/dev/mapper</c>: dashes doubled, a single one between group and volume.</summary>
    public static string MapperName(string groupAndVolume)
        => groupAndVolume.Replace("-", "--", StringComparison.Ordinal).Replace('/', '-');
}
