using System.Globalization;

namespace Appliance.Runtime.Xl.Migrating;

/// <summary>Compares two Xen hosts, for a memory state that goes from one to the other.</summary>
internal static class XenVersions
{
    /// <summary>Whether the second version of Xen is older than the first: <c>4.16.5</c> than <c>4.17.0</c>. The last part does not count, since it only mends.</summary>
    public static bool IsOlder(string source, string target)
    {
        (int sourceMajor, int sourceMinor) = Parse(source);
        (int targetMajor, int targetMinor) = Parse(target);
        return targetMajor < sourceMajor || (targetMajor == sourceMajor && targetMinor < sourceMinor);
    }

    /// <summary>Whether a processor, by the <c>hw_caps</c> of <c>xl info</c>, lacks something that another one has.</summary>
    public static bool LacksFeatures(string source, string target)
    {
        uint[] here = Words(source), there = Words(target);
        return here.Where((word, index) => (word & ~there.ElementAtOrDefault(index)) != 0).Any();
    }

    private static (int Major, int Minor) Parse(string version)
    {
        string[] parts = version.Split('.');
        return (Number(parts[0]), parts.Length > 1 ? Number(parts[1]) : 0);

        static int Number(string text)
            => int.TryParse(new string([.. text.TakeWhile(char.IsAsciiDigit)]), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }

    private static uint[] Words(string caps) =>
        [.. caps.Split(':').Select(word => uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint bits) ? bits : 0)];
}
