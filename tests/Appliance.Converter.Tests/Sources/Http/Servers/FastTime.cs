using System.Collections.Concurrent;

namespace Appliance.Converter.Tests.Sources.Http.Servers;

/// <summary>A clock whose timers run a thousand times faster, and which remembers what was waited for.</summary>
internal sealed class FastTime : TimeProvider
{
    private const int Factor = 1000;

    /// <summary>Every time that a timer was set to, as its owner sees it.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => new Timer(this, base.CreateTimer(callback, state, Shorten(dueTime), period));

    private TimeSpan Shorten(TimeSpan due)
    {
        if (due == Timeout.InfiniteTimeSpan)
        {
            return due;
        }

        Waits.Enqueue(due);
        return due / Factor;
    }

    private sealed class Timer(FastTime time, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(time.Shorten(dueTime), period);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
