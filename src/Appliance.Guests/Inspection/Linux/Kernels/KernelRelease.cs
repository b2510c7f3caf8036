using System.Buffers;

namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>What a kernel's release may be.</summary>
internal static class KernelRelease
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-~");

    private const int Longest = 64; // __NEW_UTS_LEN of Linux

    /// <summary>
    /// Whether a text can be a release: letters, digits and <c>. _ + - ~</c>, as all distributions have them. Paths and scripts are
    /// made with it, so nothing else passes.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<char> text)
        => text.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(text[0])
            && !text.ContainsAnyExcept(Characters);

    /// <summary>Whether it is not a release but the name of an image that the distribution keeps for rescue, of a kernel that does not tell its own.</summary>
    public static bool IsRescue(string release) => release.Contains("rescue", StringComparison.Ordinal);
}
