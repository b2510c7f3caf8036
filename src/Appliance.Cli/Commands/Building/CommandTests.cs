using Appliance.Builder.Templates.Parts;
using Appliance.Cli.Output;
using Appliance.Runtime;
using Appliance.Runtime.Consoles;
using Appliance.Runtime.Hosts;

namespace Appliance.Cli.Commands.Building;

/// <summary>Runs the commands among the tests on the console of a machine that is up. Whatever goes wrong with the console is a test that fails.</summary>
/// <param name="host">The host.</param>
/// <param name="plan">What is tested.</param>
/// <param name="console">Takes every line of the console.</param>
internal sealed class CommandTests(IXenHost host, TestPlan plan, Action<string> console)
{
    /// <summary>Runs them.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<TestCase>> RunAsync(string machine, CancellationToken cancellationToken)
    {
        if (plan.Commands.Count == 0)
        {
            return [];
        }

        try
        {
            var options = new ConsoleShellOptions { User = plan.Login?.User, Password = plan.Login?.Password, ConsoleLine = console };
            await using ConsoleShell shell = await ConsoleShell.OpenAsync(host, machine, options, TimeProvider.System, cancellationToken);
            var cases = new List<TestCase>();
            foreach (ConsoleTest test in plan.Commands)
            {
                cases.Add(await RunAsync(shell, test, cancellationToken));
            }

            return cases;
        }
        catch (HostException e)
        {
            return Skip(e.Message);
        }
    }

    /// <summary>What is told of them where they cannot be run.</summary>
    /// <param name="reason">Why.</param>
    public IReadOnlyList<TestCase> Skip(string reason) => [.. plan.Commands.Select(test => new TestCase($"{test}", 0, IsOk: false, $"not run: {reason}"))];

    private static async Task<TestCase> RunAsync(ConsoleShell shell, ConsoleTest test, CancellationToken cancellationToken)
    {
        long begun = TimeProvider.System.GetTimestamp();
        (bool isOk, string message) = await TryAsync(shell, test, cancellationToken);
        return new TestCase($"{test}", Math.Round(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 1), isOk, message);
    }

    private static async Task<(bool IsOk, string Message)> TryAsync(ConsoleShell shell, ConsoleTest test, CancellationToken cancellationToken)
    {
        try
        {
            CommandResult result = await shell.RunAsync(test.Run, test.Limit, cancellationToken);
            string? fault = result.Judge(test.ExitCode, test.Expected);
            return (fault is null, fault ?? $"exit code {result.ExitCode}{(result.LastLine.Length > 0 ? $": {result.LastLine}" : "")}");
        }
        catch (HostException e)
        {
            return (false, e.Message);
        }
    }
}
