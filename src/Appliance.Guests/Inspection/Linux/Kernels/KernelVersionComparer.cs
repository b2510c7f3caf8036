namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>Compares versions as package managers do: runs of digits as numbers of any length, a number above letters, more above less.</summary>
internal sealed class KernelVersionComparer : IComparer<string>
{
    private KernelVersionComparer()
    {
    }

    /// <summary>The one there is.</summary>
    public static KernelVersionComparer Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x;
        ReadOnlySpan<char> right = y;
        while (true)
        {
            ReadOnlySpan<char> a = TakeRun(ref left);
            ReadOnlySpan<char> b = TakeRun(ref right);
            if (a.IsEmpty || b.IsEmpty)
            {
                // What only a release candidate has more makes it older: 6.9-rc1 comes before 6.9.
                return a.StartsWith("rc") ? -1 : b.StartsWith("rc") ? 1 : a.Length.CompareTo(b.Length);
            }

            if (CompareRuns(a, b) is var result and not 0)
            {
                return result;
            }
        }
    }

    private static int CompareRuns(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (!char.IsAsciiDigit(a[0]) || !char.IsAsciiDigit(b[0]))
        {
            return char.IsAsciiDigit(a[0]) ? 1 : char.IsAsciiDigit(b[0]) ? -1 : a.SequenceCompareTo(b);
        }

        a = a.TrimStart('0');
        b = b.TrimStart('0');
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
    }

    /// <summary>The next run of digits or of letters; what is neither separates.</summary>
    private static ReadOnlySpan<char> TakeRun(ref ReadOnlySpan<char> text)
    {
        int start = 0;
        while (start < text.Length && !char.IsAsciiLetterOrDigit(text[start]))
        {
            start++;
        }

        int end = start;
        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]) && char.IsAsciiDigit(text[end]) == char.IsAsciiDigit(text[start]))
        {
            end++;
        }

        ReadOnlySpan<char> run = text[start..end];
        text = text[end..];
        return run;
    }
}
