using System.Globalization;

namespace Appliance.Formats.Machines;

/// <summary>
/// How a machine is looked after, in formats that have keys and values of anybody: the checks as <c>check0</c>,
/// <c>check1</c> and on, the policy as <c>restart</c>, all behind a prefix of the format's.
/// </summary>
internal static class HealthKeys
{
    private const string Check = "check";
    private const string Restart = "restart";

    /// <summary>The machine with what the keys say; what it has already stays.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="find">Gives the value of a key; null where there is none.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="warn">Gets what is passed over.</param>
    public static Machine Read(Machine machine, Func<string, string?> find, string prefix, Action<string> warn)
    {
        var reader = new HealthReader(warn);

        // Numbers may be missing, as where somebody took a check out; one more than allowed shows that there are more.
        IEnumerable<string> checks = Enumerable.Range(0, HealthCheck.MaxCount + 1).Select(number => find(KeyOf(prefix, number))).OfType<string>();
        return machine with
        {
            HealthChecks = machine.HealthChecks.Count > 0 ? machine.HealthChecks : reader.ReadChecks(checks),
            Restart = machine.Restart ?? reader.ReadRestart(find(prefix + Restart)),
        };
    }

    /// <summary>What the machine has, as keys and values.</summary>
    public static IEnumerable<(string Key, string Value)> Write(Machine machine, string prefix)
    {
        IEnumerable<(string, string)> checks = machine.HealthChecks.Select((check, number) => (KeyOf(prefix, number), check.ToString()));
        return machine.Restart is { } policy ? checks.Append((prefix + Restart, RestartPolicyNames.NameOf(policy))) : checks;
    }

    private static string KeyOf(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Check}{number}");
}
