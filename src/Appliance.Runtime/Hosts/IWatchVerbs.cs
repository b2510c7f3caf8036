using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Hosts;

/// <summary>What can be seen of running machines from outside. Nothing is changed, and no lock is taken.</summary>
public interface IWatchVerbs
{
    /// <summary>How far a running machine's drivers and agent are, as xenstore has it. Guests can write there what they like.</summary>
    /// <param name="machine">The machine as it was listed; without a domain it shows nothing.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    Task<GuestSigns> LookAsync(MachineStatus machine, CancellationToken cancellationToken);

    /// <summary>Whether the host tells of changes, so that nobody has to look again and again. Known after the first list; default false.</summary>
    bool TellsChanges => false;

    /// <summary>Waits for a change of a machine, on a host that tells of changes.</summary>
    /// <param name="longest">How long at most.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="NotSupportedException">The host tells nothing.</exception>
    /// <exception cref="HostException">It is out of reach.</exception>
    Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>What the running machines among these have read, written, received and sent since their domains began.</summary>
    Task<IReadOnlyList<DeviceUsage>> MeasureAsync(IReadOnlyList<MachineStatus> machines, CancellationToken cancellationToken);

    /// <summary>A TCP connection that starts at the host, which reaches guests where the administrator's own machine does not.</summary>
    /// <param name="address">An IP address.</param>
    /// <param name="port">A port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">Nobody answers there.</exception>
    Task<Stream> ConnectAsync(string address, int port, CancellationToken cancellationToken);
}
