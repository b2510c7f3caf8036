namespace Appliance.Converter.Preparing.Linux.Texts;

/// <summary>Files of sections with <c>key=value</c>: keyfiles, units of systemd.</summary>
internal static class IniSections
{
    /// <summary>The line of a section's head; -1 where there is none.</summary>
    public static int IndexOf(GuestText text, string section) => text.IndexOf(line => line.Trim() == $"[{section}]");

    /// <summary>The line of a key in a section; -1 where there is none.</summary>
    public static int IndexOf(GuestText text, string section, string key)
    {
        bool isInside = false;
        for (int i = 0; i < text.Count; i++)
        {
            if (text[i].AsSpan().TrimStart().StartsWith("["))
            {
                isInside = text[i].Trim() == $"[{section}]";
            }
            else if (isInside && Assignment.Parse(text[i])?.Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The value of a key in a section; null where there is none.</summary>
    public static string? ValueOf(GuestText text, string section, string key)
        => IndexOf(text, section, key) is var index and >= 0 ? Assignment.Parse(text[index])!.Value.ValueOf(text[index]) : null;

    /// <summary>Adds a line to a section, which is made at the end where there is none.</summary>
    public static void Add(GuestText text, string section, string line)
    {
        int head = IndexOf(text, section);
        if (head >= 0)
        {
            text.Insert(head + 1, line);
            return;
        }

        if (text.Count > 0 && text[text.Count - 1].Trim().Length > 0)
        {
            text.Append("");
        }

        text.Append($"[{section}]");
        text.Append(line);
    }
}
