namespace Appliance.Runtime.Consoles;

/// <summary>What came of a command on a console.</summary>
/// <param name="ExitCode">Its exit code; null where it did not come to its end.</param>
/// <param name="Output">What it printed on both its outputs; the kernel's messages may be in it.</param>
/// <param name="Problem">Why it did not come to its end; null where it did.</param>
public sealed record CommandResult(int? ExitCode, string Output, string? Problem)
{
    private const int LongestLine = 200;

    /// <summary>The last line that it printed and that is not the kernel's, shortened; empty where there is none.</summary>
    public string LastLine
    {
        get
        {
            string line = KernelMessages.Remove(Output).Split('\n').LastOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim() ?? "";
            return line.Length <= LongestLine ? line : $"{line[..LongestLine]}...";
        }
    }

    /// <summary>What is not as it should be.</summary>
    /// <param name="exitCode">The exit code that it should have.</param>
    /// <param name="expected">What its output should contain; null for anything.</param>
    /// <returns>The fault; null where there is none.</returns>
    public string? Judge(int exitCode, string? expected)
    {
        string? fault = Problem;
        if (fault is null && ExitCode != exitCode)
        {
            fault = $"exit code {ExitCode} instead of {exitCode}";
        }

        if (fault is null && expected is not null && !Shows(expected))
        {
            fault = $"\"{expected}\" is not in its output";
        }

        return fault is null || LastLine.Length == 0 ? fault : $"{fault}: {LastLine}";
    }

    // The kernel may have come in between: what is there with its messages or without them is there.
    private bool Shows(string expected) => Output.Contains(expected, StringComparison.Ordinal) || KernelMessages.Remove(Output).Contains(expected, StringComparison.Ordinal);
}
