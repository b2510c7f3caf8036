namespace Appliance.Runtime.Tests.Xapi;

/// <summary>A clock with which the pauses before a broken upload is tried again end at once.</summary>
internal sealed class QuickPauses : TimeProvider
{
    private static readonly int[] Seconds = [1, 2, 5, 9, 15];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => base.CreateTimer(callback, state, Seconds.Contains((int)dueTime.TotalSeconds) ? TimeSpan.Zero : dueTime, period);
}
