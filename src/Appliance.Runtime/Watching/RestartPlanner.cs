using Appliance.Formats.Machines;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>Decides when one machine is started again: its policy, with delays that double and an end to patience. Does nothing itself.</summary>
/// <param name="limits">How patient it is.</param>
public sealed class RestartPlanner(RestartLimits limits)
{
    private readonly List<DateTimeOffset> _attempts = [];
    private DateTimeOffset? _faultySince;
    private DateTimeOffset? _wellSince;
    private int _streak;
    private bool _hasGivenUp;

    /// <summary>Restarts since the planner began.</summary>
    public int Restarts { get; private set; }

    /// <summary>What is to be done about the machine as it is now. A decision to restart counts as an attempt, however it goes.</summary>
    /// <param name="record">What is known of it.</param>
    /// <param name="state">What it is doing.</param>
    /// <param name="healthFailures">How often its checks have failed in a row.</param>
    /// <param name="now">The time.</param>
    public RestartDecision Decide(MachineRecord record, MachineState state, int healthFailures, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!record.IsWanted)
        {
            // Somebody has stopped it: whatever was counted belongs to a life that is over.
            Forget();
            return RestartDecision.None;
        }

        string? fault = FaultOf(record.Restart, state, healthFailures);
        if (fault is null)
        {
            NoteWell(state == MachineState.Running && healthFailures == 0, now);
            return RestartDecision.None;
        }

        _wellSince = null;
        _faultySince ??= now;
        return _hasGivenUp ? RestartDecision.None : Plan(fault, now);
    }

    private string? FaultOf(RestartPolicy policy, MachineState state, int healthFailures) => (policy, state) switch
    {
        (RestartPolicy.No, _) => null,
        (_, MachineState.Crashed) => "crashed",
        (RestartPolicy.Always, MachineState.Stopped) => "stopped by itself",
        (_, MachineState.Running) when healthFailures >= limits.HealthFailures => $"failed its checks {healthFailures} times in a row",
        _ => null,
    };

    private RestartDecision Plan(string fault, DateTimeOffset now)
    {
        _attempts.RemoveAll(attempt => now - attempt > limits.Window);
        if (_attempts.Count >= limits.Attempts)
        {
            _hasGivenUp = true;
            return new RestartDecision(
                RestartAction.GiveUp, $"{fault}, and was restarted {_attempts.Count} times within {limits.Window}: it is left as it is until somebody stops or repairs it");
        }

        TimeSpan left = _faultySince!.Value + Delay() - now;
        if (left > TimeSpan.Zero)
        {
            return new RestartDecision(RestartAction.Wait, fault, left);
        }

        _attempts.Add(now);
        _faultySince = null;
        _streak++;
        Restarts++;
        return new RestartDecision(RestartAction.Restart, fault);
    }

    /// <summary>Doubles from the first delay to the longest.</summary>
    private TimeSpan Delay()
    {
        TimeSpan delay = limits.FirstDelay;
        for (int i = 0; i < _streak && delay < limits.LongestDelay; i++)
        {
            delay *= 2;
        }

        return delay < limits.LongestDelay ? delay : limits.LongestDelay;
    }

    private void NoteWell(bool isWell, DateTimeOffset now)
    {
        _faultySince = null;
        _wellSince = isWell ? _wellSince ?? now : null;
        if (_wellSince is { } since && now - since >= limits.ForgetAfter)
        {
            Forget();
            _wellSince = since;
        }
    }

    private void Forget()
    {
        _attempts.Clear();
        (_faultySince, _wellSince, _streak, _hasGivenUp) = (null, null, 0, false);
    }
}
