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
    /// <exception cref="HostException">It did not; the message has the first line of what it complained of.</exception>
    public string Demand(string action)
    {
        if (ExitCode == 0)
        {
            return Output;
        }

        string? reason = Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        throw new HostException(Host, $"{ExitCode}", $"cannot {action}: {reason ?? $"exit code {ExitCode}"}");
    }
}
