namespace Appliance.Converter.Preparing.Linux.Texts;

/// <summary>Words of a line, apart by blanks.</summary>
internal static class Words
{
    /// <summary>Whether a line says nothing: it is empty, or a comment.</summary>
    public static bool IsComment(string line) => line.AsSpan().TrimStart() is [] or ['#', ..];

    /// <summary>Where a word is, counted from 0; null where there are not so many.</summary>
    public static Range? Find(string line, int index)
    {
        int at = 0;
        for (int i = 0; ; i++)
        {
            at = SkipBlanks(line, at);
            int end = SkipWord(line, at);
            if (end == at)
            {
                return null;
            }

            if (i == index)
            {
                return at..end;
            }

            at = end;
        }
    }

    /// <summary>A word, counted from 0; empty where there are not so many.</summary>
    public static string At(string line, int index) => Find(line, index) is { } range ? line[range] : "";

    /// <summary>All words.</summary>
    public static string[] Split(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Puts something else in place of a word.</summary>
    public static string Replace(string line, Range word, string replacement)
        => string.Concat(line.AsSpan()[..word.Start.Value], replacement, line.AsSpan()[word.End.Value..]);

    /// <summary>Where the blanks from a place on end.</summary>
    public static int SkipBlanks(string line, int at)
    {
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>Where the word from a place on ends.</summary>
    public static int SkipWord(string line, int at)
    {
        while (at < line.Length && line[at] is not (' ' or '\t'))
        {
            at++;
        }

        return at;
    }
}
