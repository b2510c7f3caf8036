using System.Collections.Concurrent;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Counts the transfers that go on side by side, and can hold them.</summary>
public sealed class TransferGate
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Transfers take no byte before so many are there; the default is none, all of them is for ever.</summary>
    public int Wanted { get; set; }

    /// <summary>After so many bytes of disk the next transfers are cut, one after the other; those that follow are not.</summary>
    public ConcurrentQueue<long> Cuts { get; } = new();

    /// <summary>Tasks, by reference, that end when their transfer has been undone, and not when they are cancelled.</summary>
    internal ConcurrentDictionary<string, bool> Undone { get; } = new(StringComparer.Ordinal);

    /// <summary>What an import of machines does when it has all of their bytes: then it cannot be cancelled any more.</summary>
    public Func<Task> LastStep { get; set; } = () => Task.CompletedTask;

    /// <summary>How many are going on.</summary>
    public int Open { get; private set; }

    /// <summary>The most that there were.</summary>
    public int Peak { get; private set; }

    /// <summary>When the transfer that begins is cut, in bytes of disk.</summary>
    internal long NextCut() => Cuts.TryDequeue(out long cut) ? cut : long.MaxValue;

    /// <summary>Comes in, and waits for the others, or until nobody wants it any more.</summary>
    internal async Task EnterAsync(Func<bool> isGivenUp, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Open++;
            Peak = Math.Max(Peak, Open);
            if (Open >= Wanted)
            {
                _enough.TrySetResult();
            }
        }

        while (!_enough.Task.IsCompleted && !isGivenUp())
        {
            await Task.WhenAny(_enough.Task, Task.Delay(BetweenLooks, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Is over.</summary>
    internal void Leave()
    {
        lock (_lock)
        {
            Open--;
        }
    }
}
