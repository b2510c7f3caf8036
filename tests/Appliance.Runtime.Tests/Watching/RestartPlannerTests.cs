using Appliance.Formats.Machines;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class RestartPlannerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(RestartPolicy.No, MachineState.Crashed, true, 0, false)]
    [InlineData(RestartPolicy.No, MachineState.Stopped, true, 0, false)]
    [InlineData(RestartPolicy.No, MachineState.Running, true, 9, false)]
    [InlineData(RestartPolicy.OnFailure, MachineState.Crashed, true, 0, true)]
    [InlineData(RestartPolicy.OnFailure, MachineState.Crashed, false, 0, false)]
    [InlineData(RestartPolicy.OnFailure, MachineState.Stopped, true, 0, false)]
    [InlineData(RestartPolicy.OnFailure, MachineState.Running, true, 2, false)]
    [InlineData(RestartPolicy.OnFailure, MachineState.Running, true, 3, true)]
    [InlineData(RestartPolicy.Always, MachineState.Stopped, true, 0, true)]
    [InlineData(RestartPolicy.Always, MachineState.Stopped, false, 0, false)]
    [InlineData(RestartPolicy.Always, MachineState.Crashed, true, 0, true)]
    [InlineData(RestartPolicy.Always, MachineState.Running, true, 3, true)]
    [InlineData(RestartPolicy.Always, MachineState.Running, true, 0, false)]
    [InlineData(RestartPolicy.Always, MachineState.Paused, true, 3, false)]
    [InlineData(RestartPolicy.Always, MachineState.Suspended, true, 0, false)]
    [InlineData(RestartPolicy.Always, MachineState.Unfinished, true, 0, false)]
    public void Decide_OnceAndASecondLater_RestartsWhatThePolicySays(RestartPolicy policy, MachineState state, bool isWanted, int failures, bool restarts)
    {
        var planner = new RestartPlanner(new RestartLimits());
        MachineRecord record = Record(policy, isWanted);

        RestartAction first = planner.Decide(record, state, failures, Start).Action;
        RestartAction second = planner.Decide(record, state, failures, Start + Second).Action;

        Assert.Equal(restarts ? (RestartAction.Wait, RestartAction.Restart) : (RestartAction.None, RestartAction.None), (first, second));
        Assert.Equal(restarts ? 1 : 0, planner.Restarts);
    }

    [Fact]
    public void Decide_OfAMachineThatKeepsCrashing_DoublesTheDelayUpToItsLongestAndGivesUpOnce()
    {
        var planner = new RestartPlanner(new RestartLimits { LongestDelay = 60 * Second, Attempts = 8 });
        var delays = new List<double>();
        var said = new List<RestartDecision>();
        DateTimeOffset fault = Start;
        for (DateTimeOffset now = Start; now < Start + TimeSpan.FromMinutes(30); now += Second)
        {
            RestartDecision decision = planner.Decide(Record(RestartPolicy.OnFailure), MachineState.Crashed, 0, now);
            if (decision.Action == RestartAction.Restart)
            {
                delays.Add((now - fault).TotalSeconds);
                fault = now + Second;
            }
            else if (decision.Action == RestartAction.GiveUp)
            {
                said.Add(decision);
            }
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], delays);
        Assert.Contains("restarted 8 times within 01:00:00", Assert.Single(said).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_OfAMachineThatWasWellForLong_BeginsWithTheFirstDelayAgain()
    {
        var planner = new RestartPlanner(new RestartLimits());
        DateTimeOffset now = CrashThreeTimes(planner);

        now = StayWell(planner, now, TimeSpan.FromMinutes(10));
        RestartDecision decision = planner.Decide(Record(RestartPolicy.OnFailure), MachineState.Crashed, 0, now);

        Assert.Equal((RestartAction.Wait, Second), (decision.Action, decision.Delay));
    }

    [Fact]
    public void Decide_OfAMachineThatWasWellForAWhile_GoesOnWithTheLongerDelay()
    {
        var planner = new RestartPlanner(new RestartLimits());
        DateTimeOffset now = CrashThreeTimes(planner);

        now = StayWell(planner, now, TimeSpan.FromMinutes(9));
        RestartDecision decision = planner.Decide(Record(RestartPolicy.OnFailure), MachineState.Crashed, 0, now);

        Assert.Equal((RestartAction.Wait, 8 * Second), (decision.Action, decision.Delay));
    }

    [Fact]
    public void Decide_OfAMachineThatSomebodyStopped_ForgetsThatItWasGivenUp()
    {
        var planner = new RestartPlanner(new RestartLimits { Attempts = 1 });
        MachineRecord wanted = Record(RestartPolicy.OnFailure);
        DateTimeOffset now = Start;
        Assert.Equal(RestartAction.Restart, Until(planner, wanted, ref now, RestartAction.Wait));
        Assert.Equal(RestartAction.GiveUp, Until(planner, wanted, ref now, RestartAction.Wait));
        Assert.Equal(RestartAction.None, planner.Decide(wanted, MachineState.Crashed, 0, now + TimeSpan.FromHours(2)).Action);

        planner.Decide(Record(RestartPolicy.OnFailure, isWanted: false), MachineState.Stopped, 0, now);

        Assert.Equal(RestartAction.Restart, Until(planner, wanted, ref now, RestartAction.Wait));
    }

    [Fact]
    public void Decide_OfSlowCrashes_NeverGivesUp()
    {
        var planner = new RestartPlanner(new RestartLimits { Attempts = 3 });
        DateTimeOffset now = Start;
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(RestartAction.Restart, Until(planner, Record(RestartPolicy.Always), ref now, RestartAction.Wait));
            now = StayWell(planner, now, TimeSpan.FromMinutes(21));
        }

        Assert.Equal(20, planner.Restarts);
    }

    private static DateTimeOffset CrashThreeTimes(RestartPlanner planner)
    {
        DateTimeOffset now = Start;
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(RestartAction.Restart, Until(planner, Record(RestartPolicy.OnFailure), ref now, RestartAction.Wait));
        }

        return now;
    }

    private static DateTimeOffset StayWell(RestartPlanner planner, DateTimeOffset from, TimeSpan time)
    {
        DateTimeOffset now = from;
        for (; now <= from + time; now += 10 * Second)
        {
            planner.Decide(Record(RestartPolicy.OnFailure), MachineState.Running, 0, now);
        }

        return now;
    }

    /// <summary>Lets a crashed machine be, second by second, until something else than <paramref name="skipped"/> is decided.</summary>
    private static RestartAction Until(RestartPlanner planner, MachineRecord record, ref DateTimeOffset now, RestartAction skipped)
    {
        for (; ; now += Second)
        {
            RestartAction action = planner.Decide(record, MachineState.Crashed, 0, now).Action;
            if (action != skipped)
            {
                return action;
            }
        }
    }

    private static MachineRecord Record(RestartPolicy policy, bool isWanted = true)
        => new() { Name = "web01", Uuid = Guid.Empty, Restart = policy, IsWanted = isWanted };
}
