using Appliance.Formats.Machines;

namespace Appliance.Cli.Commands.Machines;

/// <summary>Reads what the command line says of how machines are looked after.</summary>
internal static class MachineOptions
{
    // What stands for an empty list.
    private const string NoCheck = "none";

    /// <summary>Reads a restart policy.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static RestartPolicy ReadRestart(string text) => text switch
    {
        "no" => RestartPolicy.No,
        "on-failure" => RestartPolicy.OnFailure,
        "always" => RestartPolicy.Always,
        _ => throw new UsageException($"--restart {text}: give no, on-failure or always"),
    };

    /// <summary>Reads health checks.</summary>
    /// <exception cref="UsageException">One is none.</exception>
    public static IReadOnlyList<HealthCheck> ReadChecks(IEnumerable<string> texts)
    {
        List<string> checks = [.. texts];
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
