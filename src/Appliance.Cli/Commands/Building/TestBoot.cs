using Appliance.Builder.Building;
using Appliance.Builder.Templates;
using Appliance.Cli.Output;
using Appliance.Converter.Converting;
using Appliance.Converter.Mapping;
using Appliance.Runtime;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Watching;

namespace Appliance.Cli.Commands.Building;

/// <summary>Starts on a host what was built, waits until it is up, runs its tests, and removes it again, whatever came of it.</summary>
/// <param name="host">The host.</param>
/// <param name="options">How.</param>
/// <param name="console">Takes every line of the consoles.</param>
/// <param name="warn">Gets warnings.</param>
internal sealed class TestBoot(IXenHost host, TestBootOptions options, Action<string> console, Action<string> warn)
{
    // Each takes a few sessions of the connection to the host.
    private const int MostAtOnce = 3;

    private readonly string _suffix = $"-test-{Guid.NewGuid():N}"[..14];

    /// <summary>Does it.</summary>
    /// <param name="built">What was built.</param>
    /// <param name="cancellationToken">Stops the work; the machines are removed.</param>
    /// <returns>What came of each machine, in their order.</returns>
    public async Task<IReadOnlyList<TestReport>> RunAsync(BuiltAppliance built, CancellationToken cancellationToken)
    {
        string[] names = await ImportAsync(built, cancellationToken);
        try
        {
            return await TestAsync([.. built.Machines.Select(machine => machine.Template)], names, cancellationToken);
        }
        finally
        {
            foreach (string name in names)
            {
                await RemoveAsync(name);
            }
        }
    }

    /// <summary>Puts them on the host, which does not take every name as it is.</summary>
    /// <returns>What they are called there.</returns>
    private async Task<string[]> ImportAsync(BuiltAppliance built, CancellationToken cancellationToken)
    {
        await using IHostTarget target = await host.OpenTargetAsync(options.ReadImport(warn), cancellationToken);
        var mapping = new MachineMapping { Rename = Rename, Networks = options.ReadNetworks() };
        await Conversion.RunAsync(built, target, new ConversionOptions { Mapping = mapping }, cancellationToken);
        return [.. target.Plan!.Machines.Select(machine => machine.Name)];
    }

    /// <summary>Those that start together are tried side by side, and before the next ones start.</summary>
    private async Task<IReadOnlyList<TestReport>> TestAsync(MachineTemplate[] machines, string[] names, CancellationToken cancellationToken)
    {
        var reports = new TestReport[machines.Length];
        var sides = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        foreach (IGrouping<int, int> step in Enumerable.Range(0, machines.Length).GroupBy(index => machines[index].Start.Order))
        {
            await Parallel.ForEachAsync(step, sides, async (index, stop) => reports[index] = await TestAsync(machines[index], names[index], machines.Length > 1, stop));
        }

        return reports;
    }

    private async Task<TestReport> TestAsync(MachineTemplate machine, string name, bool isOneOfSeveral, CancellationToken cancellationToken)
    {
        var plan = TestPlan.Of(machine);
        Action<string> line = isOneOfSeveral ? text => console($"{machine.Name}: {text}") : console;
        var watch = new WatchOptions { Limit = options.ReadLimit(), Checks = plan.Checks, Address = options.FindAddress(machine.Name), ConsoleLine = line };
        WatchReport seen = await WatchAsync(name, watch, cancellationToken);
        // The watch has left the console, which not every host gives to two.
        var commands = new CommandTests(host, plan, line);
        return TestReport.Of(machine.Name, seen, plan.Checks, seen.IsUp ? await commands.RunAsync(name, cancellationToken) : commands.Skip("it did not come up"));
    }

    /// <summary>Starts one and watches it. What the host refuses is told of it, and not of the others.</summary>
    private async Task<WatchReport> WatchAsync(string name, WatchOptions watch, CancellationToken cancellationToken)
    {
        try
        {
            await host.Power.StartAsync(name, isPaused: false, cancellationToken);
            return await new BootWatch(host, watch, TimeProvider.System).RunAsync(name, cancellationToken);
        }
        catch (HostException e)
        {
            return new WatchReport(host.Name, name, IsUp: false, e.Message, 0, []);
        }
    }

    // Not in the way of a machine that bears the name already, nor of another try.
    private string Rename(string name) => name[..Math.Min(name.Length, MachineNames.Longest - _suffix.Length)] + _suffix;

    private async Task RemoveAsync(string name)
    {
        try
        {
            await host.Power.StopAsync(name, TimeSpan.Zero, CancellationToken.None);
        }
        catch (HostException)
        {
            // It may have ended by itself, or never started.
        }

        try
        {
            await host.RemoveAsync(name, keepsDisks: false, CancellationToken.None);
        }
        catch (HostException e)
        {
            warn($"{name} stays on {host.Name}: {e.Message}");
        }
    }
}
