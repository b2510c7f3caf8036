using System.Text;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>Splits a line of a GRUB script into words, quotes taken off (GRUB manual, "Writing full configuration files"). Nothing is expanded.</summary>
internal static class GrubWords
{
    /// <summary>The words of a line; none for a comment.</summary>
    public static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool isWord = false;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quote == '\0' && (char.IsWhiteSpace(c) || c == ';'))
            {
                End(words, word, ref isWord);
            }
            else if (quote == '\0' && !isWord && c == '#')
            {
                break;
            }
            else if (c == quote || (quote == '\0' && c is '"' or '\''))
            {
                quote = quote == '\0' ? c : '\0';
                isWord = true;
            }
            else
            {
                i += c == '\\' && quote != '\'' && i + 1 < line.Length ? 1 : 0;
                word.Append(line[i]);
                isWord = true;
            }
        }

        End(words, word, ref isWord);
        return words;
    }

    private static void End(List<string> words, StringBuilder word, ref bool isWord)
    {
        if (isWord)
        {
            words.Add(word.ToString());
        }

        word.Clear();
        isWord = false;
    }
}
