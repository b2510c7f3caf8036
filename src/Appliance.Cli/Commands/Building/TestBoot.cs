using Appliance.Builder.Building;
using Appliance.Converter.Converting;
using Appliance.Converter.Mapping;
using Appliance.Formats.Machines;
using Appliance.Runtime;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Watching;

namespace Appliance.Cli.Commands.Building;

/// <summary>Starts on a host what was built, waits until it is up, and removes it again, whatever came of it.</summary>
/// <param name="host">The host.</param>
/// <param name="options">How.</param>
/// <param name="console">Takes every line of its console.</param>
/// <param name="warn">Gets warnings.</param>
internal sealed class TestBoot(IXenHost host, TestBootOptions options, Action<string> console, Action<string> warn)
{
    /// <summary>Does it.</summary>
    /// <param name="built">What was built.</param>
    /// <param name="checks">What has to hold.</param>
    /// <param name="cancellationToken">Stops the work; the machine is removed.</param>
    /// <returns>What was seen.</returns>
    public async Task<WatchReport> RunAsync(BuiltAppliance built, IReadOnlyList<HealthCheck> checks, CancellationToken cancellationToken)
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
            var watch = new WatchOptions { Limit = options.ReadLimit(), Checks = checks, Address = options.Address, ConsoleLine = console };
            return await new BootWatch(host, watch, TimeProvider.System).RunAsync(name, cancellationToken);
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
