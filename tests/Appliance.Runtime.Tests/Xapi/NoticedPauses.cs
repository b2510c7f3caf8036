namespace Appliance.Runtime.Tests.Xapi;

/// <summary>A clock whose pauses end at once, when something else has been done.</summary>
internal sealed class NoticedPauses : TimeProvider
{
    /// <summary>What is done in a pause of this length.</summary>
    public (TimeSpan Length, Action Act) In { get; set; } = (TimeSpan.MaxValue, () => { });

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != In.Length)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        In.Act();
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
