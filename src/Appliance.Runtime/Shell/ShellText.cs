namespace Appliance.Runtime.Shell;

/// <summary>Puts text from outside into scripts.</summary>
public static class ShellText
{
    /// <summary>The exit code that ssh keeps for itself; no script comes to it.</summary>
    internal const int NoConnection = 255;

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
