namespace Appliance.Formats.Disks;

/// <summary>Lets the holders of tickets 0, 1, 2... through one at a time, in that order. Allocates nothing once it is warm.</summary>
internal sealed class Turnstile
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, TurnstileWait> _waiting = [];
    private readonly HashSet<long> _left = [];
    private readonly Stack<TurnstileWait> _spare = [];
    private long _next;

    /// <summary>Waits until every earlier ticket has passed.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the turnstile stays shut behind this ticket.</exception>
    public ValueTask WaitAsync(long ticket, CancellationToken cancellationToken)
    {
        TurnstileWait wait;
        lock (_lock)
        {
            if (ticket == _next)
            {
                return ValueTask.CompletedTask;
            }

            wait = _spare.TryPop(out TurnstileWait? spare) ? spare : new TurnstileWait(this);
            _waiting.Add(ticket, wait);
        }

        return wait.Begin(ticket, cancellationToken);
    }

    /// <summary>Tells that a ticket has passed; the next one is let through when all before it have. Any order will do.</summary>
    public void Leave(long ticket)
    {
        TurnstileWait? next = null;
        lock (_lock)
        {
            _left.Add(ticket);
            while (_left.Remove(_next))
            {
                _next++;
            }

            _waiting.Remove(_next, out next);
        }

        next?.Pass();
    }

    /// <summary>Takes a ticket out of the queue; false where it was let through already.</summary>
    internal bool TryAbandon(long ticket)
    {
        lock (_lock)
        {
            return _waiting.Remove(ticket);
        }
    }

    /// <summary>Takes back a wait that is over, for the next one who waits.</summary>
    internal void Return(TurnstileWait wait)
    {
        lock (_lock)
        {
            _spare.Push(wait);
        }
    }
}
