namespace Appliance.Guests.Nbd;

/// <summary>
/// Lets a server's clients at devices only while their owner waits for the clients. A virtual machine writes back when it
/// likes, but devices are used by one thread at a time, and others lie on the same disks.
/// </summary>
internal sealed class TurnGate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(initialCount: 0, maxCount: 1);
    private volatile bool _dropsWrites;

    /// <summary>Whether what clients write is to be forgotten.</summary>
    public bool DropsWrites => _dropsWrites;

    /// <summary>Does something while clients may use the devices; those that come later wait for the next time.</summary>
    public T While<T>(Func<T> work)
    {
        _gate.Release();
        try
        {
            return work();
        }
        finally
        {
            _gate.Wait(CancellationToken.None);
        }
    }

    /// <summary>Goes through for one request of a client.</summary>
    public void Enter() => _gate.Wait(CancellationToken.None);

    /// <summary>Is through.</summary>
    public void Leave() => _gate.Release();

    /// <summary>From here on nothing that is written reaches the devices, and nobody waits.</summary>
    public void Close()
    {
        _dropsWrites = true;
        _gate.Release();
    }

    /// <summary>Frees the gate, when no client is left.</summary>
    public void Dispose() => _gate.Dispose();
}
