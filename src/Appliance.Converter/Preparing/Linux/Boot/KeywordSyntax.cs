using Appliance.Converter.Preparing.Linux.Texts;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>A keyword, perhaps the kernel's file, then the arguments: <c>linux /vmlinuz root=...</c>, <c>options root=...</c>.</summary>
/// <param name="keywords">The words that begin such a line, whatever their case.</param>
/// <param name="hasImage">Whether the kernel's file stands between.</param>
internal sealed class KeywordSyntax(string[] keywords, bool hasImage) : IArgumentSyntax
{
    public ArgumentRange? Find(string line)
    {
        if (!keywords.Contains(Words.At(line, 0), StringComparer.OrdinalIgnoreCase))
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

            isLinux = image.Length > 0 && !IsOther(image);
        }

        int end = line.TrimEnd().Length;
        int start = Math.Min(Words.SkipBlanks(line, at), end);
        return new ArgumentRange(start, end, isLinux && !line.Contains("kernelopts", StringComparison.Ordinal));
    }

    // Xen itself and memory tests start by the same keywords and have consoles of their own.
    private static bool IsOther(string image)
        => image.Contains("memtest", StringComparison.Ordinal)
            || (image.Contains("/xen", StringComparison.Ordinal) && !image.Contains("vmlinu", StringComparison.Ordinal));

    private static string NextWord(string line, ref int at)
    {
        int start = Words.SkipBlanks(line, at);
        at = Words.SkipWord(line, start);
        return line[start..at];
    }
}
