using Appliance.Formats.Files;

namespace Appliance.Formats.Machines;

/// <summary>
/// Reads what a package says of how its machine is looked after. A package comes from a stranger: what cannot be read is
/// told and passed over, and the machine comes without it.
/// </summary>
/// <param name="warn">Gets what is passed over.</param>
internal sealed class HealthReader(Action<string> warn)
{
    /// <summary>Reads checks, in the order of the package; the same one counts once.</summary>
    public IReadOnlyList<HealthCheck> ReadChecks(IEnumerable<string?> texts)
    {
        var checks = new List<HealthCheck>();
        int number = 0;
        foreach (string? text in texts)
        {
            if (++number > HealthCheck.MaxCount)
            {
                warn($"there are more than {HealthCheck.MaxCount} health checks; the others are passed over");
                break;
            }

            if (ReadCheck(text ?? "") is { } check && !checks.Contains(check))
            {
                checks.Add(check);
            }
        }

        return checks;
    }

    /// <summary>Reads a restart policy; null where there is none, or none that is known.</summary>
    public RestartPolicy? ReadRestart(string? text)
    {
        RestartPolicy? policy = RestartPolicyNames.Find(text);
        if (policy is null && !string.IsNullOrEmpty(text))
        {
            warn($"the restart policy \"{RelativeName.Printable(text)}\" is not no, on-failure or always, and is passed over");
        }

        return policy;
    }

    private HealthCheck? ReadCheck(string text)
    {
        try
        {
            return HealthCheck.Parse(text);
        }
        catch (FormatException e)
        {
            warn($"a health check is passed over: {e.Message}");
            return null;
        }
    }
}
