using System.Net.Sockets;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Watching;

/// <summary>What a pool's guests show of themselves, as their agents have told the pool.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiWatch(XapiContext pool) : IWatchVerbs
{
    /// <inheritdoc/>
    public bool TellsChanges => pool.Mirror.TellsChanges;

    /// <inheritdoc/>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => pool.Mirror.WaitAsync(longest, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A pool knows that there are PV drivers, not which of the devices they have.</remarks>
    public async Task<GuestSigns> LookAsync(MachineStatus machine, CancellationToken cancellationToken)
    {
        XapiInventory inventory = await pool.Mirror.ReadAsync(cancellationToken);
        XapiVm? vm = inventory.FindMachine(pool.Name, $"{machine.Record.Uuid}");
        if (machine.DomainId is null || vm is null || inventory.Find(vm.Fields.Text("guest_metrics")) is not { } metrics)
        {
            return GuestSigns.None;
        }

        bool hasDrivers = metrics.Flag("PV_drivers_detected");
        return new GuestSigns(hasDrivers ? machine.Record.Disks.Count : 0, hasDrivers ? machine.Record.Cards.Count : 0, metrics.Map("PV_drivers_version").Count > 0);
    }

    /// <inheritdoc/>
    /// <remarks>A pool counts in its round-robin databases, which are not read.</remarks>
    public Task<IReadOnlyList<DeviceUsage>> MeasureAsync(IReadOnlyList<MachineStatus> machines, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<DeviceUsage>>([]);

    /// <inheritdoc/>
    /// <remarks>It starts here: a pool opens none for others.</remarks>
    public async Task<Stream> ConnectAsync(string address, int port, CancellationToken cancellationToken)
    {
        try
        {
            return await DirectConnection.OpenAsync(address, port, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new HostException(pool.Name, null, $"{address} port {port} does not answer: {e.Message}", e);
        }
    }
}
