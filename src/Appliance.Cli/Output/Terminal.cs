namespace Appliance.Cli.Output;

/// <summary>Writes lines that hold names out of strangers' files: no control character reaches a terminal or a log.</summary>
internal static class Terminal
{
    /// <summary>A message on standard error, one line, with the program's name before it.</summary>
    public static void WriteError(string message) => Console.Error.WriteLine($"appliance: {OneLine(message)}");

    /// <summary>A text on standard error, in its lines.</summary>
    public static void WriteLines(string text) => Console.Error.WriteLine(string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? ' ' : c)));

    /// <summary>The text without control characters, line breaks among them.</summary>
    public static string OneLine(string text)
        => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
