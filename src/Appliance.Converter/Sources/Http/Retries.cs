namespace Appliance.Converter.Sources.Http;

/// <summary>Counts attempts that brought nothing, and waits longer after each of them.</summary>
/// <param name="options">How many, and how long.</param>
internal sealed class Retries(HttpSourceOptions options)
{
    // Neither we nor the server should be able to make the next attempt be a matter of hours.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>Attempts since the last byte came.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no attempt is left.</summary>
    public bool AreSpent => Count >= options.MaxRetries;

    /// <summary>There was progress: all attempts are free again.</summary>
    public void Reset() => Count = 0;

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="atLeast">How long the server asked to be left alone.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public Task WaitAsync(TimeSpan atLeast, CancellationToken cancellationToken)
    {
        TimeSpan delay = options.FirstRetryDelay * (1L << Math.Min(Count, 30));
        Count++;
        delay = delay < atLeast ? atLeast : delay;
        return Task.Delay(delay < LongestDelay ? delay : LongestDelay, options.Time, cancellationToken);
    }
}
