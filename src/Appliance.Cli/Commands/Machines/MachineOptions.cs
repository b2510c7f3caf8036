using Appliance.Formats.Machines;

namespace Appliance.Cli.Commands.Machines;

/// <summary>Reads what the command line says of how machines are looked after.</summary>
internal static class MachineOptions
{
    // What stands for an empty list.
    private const string NoCheck = "none";

    /// <summary>Reads a restart policy.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static RestartPolicy ReadRestart(string text)
        => RestartPolicyNames.Find(text) ?? throw new UsageException($"--restart {text}: give no, on-failure or always");

    /// <summary>Reads health checks.</summary>
    /// <exception cref="UsageException">One is none, or there are too many.</exception>
    public static IReadOnlyList<HealthCheck> ReadChecks(IEnumerable<string> texts)
    {
        List<string> checks = [.. texts];
        if (checks.Count > HealthCheck.MaxCount)
        {
            throw new UsageException($"--check: a machine has at most {HealthCheck.MaxCount} checks");
        }

        return checks is [NoCheck] ? [] : [.. checks.Select(ReadCheck)];
    }

    private static HealthCheck ReadCheck(string text)
    {
        try
        {
            return HealthCheck.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--check {e.Message}");
        }
    }
}
