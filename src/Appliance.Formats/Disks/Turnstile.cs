namespace Appliance.Formats.Disks;

/// <summary>Lets the holders of tickets 0, 1, 2... through one at a time, in that order.</summary>
internal sealed class Turnstile
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, TaskCompletionSource> _waiting = [];
    private readonly HashSet<long> _left = [];
    private long _next;

    /// <summary>Waits until every earlier ticket has passed.</summary>
    public ValueTask WaitAsync(long ticket, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (ticket == _next)
            {
                return ValueTask.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(ticket, turn);
            return new ValueTask(turn.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Tells that a ticket has passed; the next one is let through when all before it have. Any order will do.</summary>
    public void Leave(long ticket)
    {
        lock (_lock)
        {
            _left.Add(ticket);
            while (_left.Remove(_next))
            {
                _next++;
                if (_waiting.Remove(_next, out TaskCompletionSource? turn))
                {
                    turn.SetResult();
                }
            }
        }
    }
}
