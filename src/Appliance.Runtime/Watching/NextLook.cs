using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Watching;

/// <summary>Waits between two looks at a host: for a change where the host tells of changes, or else for some time.</summary>
/// <param name="host">The host.</param>
/// <param name="interval">Time between two looks at a host that tells nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class NextLook(IXenHost host, TimeSpan interval, TimeProvider time)
{
    // On a busy host something changes all the time, perhaps nothing that anybody waits for.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>Waits.</summary>
    /// <param name="longest">How long to wait for a change.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (!host.Watch.TellsChanges)
        {
            await Task.Delay(interval, time, cancellationToken);
            return;
        }

        long begun = time.GetTimestamp();
        try
        {
            await host.Watch.WaitAsync(longest, cancellationToken);
        }
        catch (HostException)
        {
            // The look that comes now tells what is wrong.
            await Task.Delay(interval, time, cancellationToken);
        }

        TimeSpan left = (interval < ShortestPause ? interval : ShortestPause) - time.GetElapsedTime(begun);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellationToken);
        }
    }
}
