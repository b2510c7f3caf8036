namespace Appliance.Runtime.Shell;

/// <summary>Puts text from outside into scripts.</summary>
public static class ShellText
{
    /// <summary>One word for <c>sh</c>, whatever is in it.</summary>
    /// <exception cref="ArgumentException">It holds a NUL, which no argument can.</exception>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException("a NUL cannot be part of an argument", nameof(text))
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
