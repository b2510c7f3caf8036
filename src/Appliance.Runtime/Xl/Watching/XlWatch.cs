using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Watching;

/// <summary>What can be seen of running machines on a host with xl.</summary>
/// <param name="shell">The host's shell.</param>
/// <param name="dialer">Opens connections that start there.</param>
internal sealed class XlWatch(IHostShell shell, IHostDialer dialer) : IWatchVerbs
{
    /// <inheritdoc/>
    public async Task<GuestSigns> LookAsync(MachineStatus machine, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return machine.DomainId is { } domain ? await DomainSigns.LookAsync(shell, domain, cancellationToken) : GuestSigns.None;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeviceUsage>> MeasureAsync(IReadOnlyList<MachineStatus> machines, CancellationToken cancellationToken)
        => DeviceCounters.ReadAsync(shell, machines, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> ConnectAsync(string address, int port, CancellationToken cancellationToken) => dialer.DialAsync(address, port, cancellationToken);
}
