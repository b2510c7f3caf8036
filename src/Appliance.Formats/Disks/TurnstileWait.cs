using System.Threading.Tasks.Sources;

namespace Appliance.Formats.Disks;

/// <summary>The wait of one ticket at a <see cref="Turnstile"/>; serves one ticket after the other, and is awaited once each time.</summary>
internal sealed class TurnstileWait(Turnstile turnstile) : IValueTaskSource
{
    // Who lets others through goes on with its own block.
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private long _ticket;

    /// <summary>Starts to wait; the ticket may have been let through in the meantime.</summary>
    public ValueTask Begin(long ticket, CancellationToken cancellationToken)
    {
        _ticket = ticket;
        var task = new ValueTask(this, _core.Version);
        _cancellation = cancellationToken.UnsafeRegister(static (wait, token) => ((TurnstileWait)wait!).Cancel(token), this);
        return task;
    }

    /// <summary>Lets the ticket through.</summary>
    public void Pass() => _core.SetResult(true);

    /// <inheritdoc/>
    public void GetResult(short token)
    {
        _cancellation.Dispose();
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            turnstile.Return(this);
        }
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken token)
    {
        if (turnstile.TryAbandon(_ticket))
        {
            _core.SetException(new OperationCanceledException(token));
        }
    }
}
