namespace Appliance.Runtime.Shell;

/// <summary>What a script on a host came to.</summary>
/// <param name="Host">The host, as the user calls it.</param>
/// <param name="ExitCode">0 where it went well.</param>
/// <param name="Output">What it printed, at most a few MiB.</param>
/// <param name="Error">What it complained of, at most a few KiB.</param>
public sealed record ShellResult(string Host, int ExitCode, string Output, string Error)
{
    /// <summary>The output of a script that has to go well.</summary>
    /// <param name="action">What was to be done, for the message: <c>create the volume</c>.</param>
    /// <exception cref="HostException">It did not; the message has the line of what it complained of that tells most.</exception>
    public string Demand(string action)
    {
        if (ExitCode == 0)
        {
            return Output;
        }

        string[] lines = Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // Xen's libraries tell the cause first, and then all that came of it.
        string? reason = lines.FirstOrDefault(line => line.Contains(": error: ", StringComparison.Ordinal)) ?? lines.LastOrDefault();
        throw new HostException(Host, $"{ExitCode}", $"cannot {action}: {reason ?? $"exit code {ExitCode}"}");
    }
}
