using Appliance.Builder.Building;
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
/// <param name="console">Takes every line of its console.</param>
/// <param name="warn">Gets warnings.</param>
internal sealed class TestBoot(IXenHost host, TestBootOptions options, Action<string> console, Action<string> warn)
{
    /// <summary>Does it.</summary>
    /// <param name="built">What was built.</param>
    /// <param name="plan">What is tested.</param>
    /// <param name="cancellationToken">Stops the work; the machine is removed.</param>
    /// <returns>What came of it.</returns>
    public async Task<TestReport> RunAsync(BuiltAppliance built, TestPlan plan, CancellationToken cancellationToken)
    {
        // Not in the way of a machine that bears the appliance's name already, nor of another try.
        string name = $"{built.Name}-test-{Guid.NewGuid():N}"[..Math.Min(built.Name.Length + 14, 63)];
        IReadOnlyDictionary<string, string> networks = options.ReadNetworks();
        await using (IHostTarget target = await host.OpenTargetAsync(options.ReadImport(warn), cancellationToken))
        {
            await Conversion.RunAsync(built, target, new ConversionOptions { Mapping = new MachineMapping { Name = name, Networks = networks } }, cancellationToken);
        }

        try
        {
            await host.Power.StartAsync(name, isPaused: false, cancellationToken);
            var watch = new WatchOptions { Limit = options.ReadLimit(), Checks = plan.Checks, Address = options.Address, ConsoleLine = console };
            WatchReport seen = await new BootWatch(host, watch, TimeProvider.System).RunAsync(name, cancellationToken);
            // The watch has left the console, which not every host gives to two.
            var commands = new CommandTests(host, plan, console);
            return TestReport.Of(seen, plan.Checks, seen.IsUp ? await commands.RunAsync(name, cancellationToken) : commands.Skip("it did not come up"));
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

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
