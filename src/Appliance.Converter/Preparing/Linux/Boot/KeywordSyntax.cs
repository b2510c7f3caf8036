using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>A keyword, perhaps the kernel's file, then the arguments: <c>linux /vmlinuz root=...</c>, <c>options root=...</c>.</summary>
/// <param name="keywords">The words that begin such a line, whatever their case.</param>
/// <param name="hasImage">Whether the kernel's file stands between.</param>
internal sealed class KeywordSyntax(string[] keywords, bool hasImage) : IArgumentSyntax
{
    public ArgumentRange? Find(string line)
    {
        string keyword = Words.At(line, 0);
        if (!keywords.Contains(keyword, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        int at = Words.Find(line, 0)!.Value.End.Value;
        bool isLinux = true;
        if (hasImage)
        {
            string image = NextWord(line, ref at);
            while (image.StartsWith("--", StringComparison.Ordinal))
            {
                image = NextWord(line, ref at);
            }

            isLinux = image.Length > 0 && !IsOther(keyword, image);
        }

        int end = line.TrimEnd().Length;
        int start = Math.Min(Words.SkipBlanks(line, at), end);

        // Linux has at least a root; what has no arguments is some other program, and has no blank behind it either.
        return new ArgumentRange(start, end, isLinux && start < end && !line.Contains("kernelopts", StringComparison.Ordinal));
    }

    // Xen itself and memory tests start by the same keywords and have consoles of their own; an initramfs is a module as the kernel is.
    private static bool IsOther(string keyword, string image)
        => image.Contains("memtest", StringComparison.Ordinal)
            || (keyword.StartsWith("module", StringComparison.OrdinalIgnoreCase) && !GuestPath.NameOf(image).StartsWith("vmlinu", StringComparison.Ordinal))
            || (image.Contains("/xen", StringComparison.Ordinal) && !image.Contains("vmlinu", StringComparison.Ordinal));

    private static string NextWord(string line, ref int at)
    {
        int start = Words.SkipBlanks(line, at);
        at = Words.SkipWord(line, start);
        return line[start..at];
    }
}
