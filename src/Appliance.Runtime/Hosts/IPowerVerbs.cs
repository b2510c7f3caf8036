namespace Appliance.Runtime.Hosts;

/// <summary>Start, stop and all between.</summary>
public interface IPowerVerbs
{
    /// <summary>Starts a stopped machine, or takes a suspended one up again.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="isPaused">Whether to hold it before its first instruction.</param>
    /// <param name="cancellationToken">Stops the work; no half-made domain stays.</param>
    Task StartAsync(string machine, bool isPaused, CancellationToken cancellationToken);

    /// <summary>Asks the guest to shut down, and ends the domain where it has not within the limit.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="limit">How long to wait; zero to end it at once.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Whether the guest went down by itself.</returns>
    Task<bool> StopAsync(string machine, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Restarts a machine: cleanly, and by force where it has not gone down within the limit.</summary>
    Task<bool> RebootAsync(string machine, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Holds a running machine.</summary>
    Task PauseAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Lets a paused machine run on; takes a suspended one up again.</summary>
    Task ResumeAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Writes down that a machine is wanted which the host has started by itself, as it runs or has crashed since.</summary>
    /// <returns>Whether it was not written down yet.</returns>
    Task<bool> AdoptAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Saves the memory of a running machine on the host, and ends its domain.</summary>
    Task SuspendAsync(string machine, CancellationToken cancellationToken);
}
