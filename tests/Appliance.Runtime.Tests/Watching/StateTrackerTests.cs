using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class StateTrackerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Update_TheFirstTime_TellsNothing()
        => Assert.Empty(new StateTracker().Update("xen1", [Machine("web01", MachineState.Running, 3)], Now));

    [Fact]
    public void Update_OfManyChanges_TellsEachByMachine()
    {
        var tracker = new StateTracker();
        tracker.Update("xen1", [Machine("same", MachineState.Running, 1), Machine("stops", MachineState.Running, 2), Machine("goes", MachineState.Stopped), Machine("reboots", MachineState.Running, 3)], Now);

        IReadOnlyList<HostEvent> changes = tracker.Update(
            "xen1", [Machine("same", MachineState.Running, 1), Machine("stops", MachineState.Stopped), Machine("comes", MachineState.Unfinished), Machine("reboots", MachineState.Running, 4)], Now);

        Assert.Equal(
        [
            new HostEvent(Now, "xen1", "comes", null, MachineState.Unfinished, null),
            new HostEvent(Now, "xen1", "goes", MachineState.Stopped, null, null),
            new HostEvent(Now, "xen1", "reboots", MachineState.Running, MachineState.Running, 4),
            new HostEvent(Now, "xen1", "stops", MachineState.Running, MachineState.Stopped, null),
        ],
        changes);
    }

    [Fact]
    public void Update_OfNamesakes_TellsThemApart()
    {
        Guid first = Guid.NewGuid(), second = Guid.NewGuid();
        var tracker = new StateTracker();
        tracker.Update("pool1", [Machine("web01", MachineState.Stopped) with { Record = Named(first) }, Machine("web01", MachineState.Stopped) with { Record = Named(second) }], Now);
        HostEvent change = Assert.Single(tracker.Update("pool1", [Machine("web01", MachineState.Stopped) with { Record = Named(first) }, Machine("web01", MachineState.Running) with { Record = Named(second) }], Now));
        Assert.Equal(($"web01 ({second})", MachineState.Running), (change.Machine, change.New));
    }

    [Fact]
    public void Update_ANamesakeComes_TellsOfItAlone()
    {
        Guid first = Guid.NewGuid(), second = Guid.NewGuid();
        var tracker = new StateTracker();
        tracker.Update("pool1", [Machine("web01", MachineState.Running) with { Record = Named(first) }], Now);
        HostEvent change = Assert.Single(tracker.Update("pool1", [Machine("web01", MachineState.Running) with { Record = Named(first) }, Machine("web01", MachineState.Stopped) with { Record = Named(second) }], Now));
        Assert.Equal(($"web01 ({second})", null, MachineState.Stopped), (change.Machine, change.Old, change.New));
    }

    private static MachineRecord Named(Guid uuid) => new() { Name = "web01", Uuid = uuid };

    private static MachineStatus Machine(string name, MachineState state, int? domain = null)
        => new("xen1", new MachineRecord { Name = name, Uuid = Guid.Empty }, state) { DomainId = domain };
}
