using Appliance.Runtime.Lifecycle;
using Xunit;

namespace Appliance.Runtime.Tests.Lifecycle;

public sealed class StateTableTests
{
    // Where each operation leads from each state; a dash is a refusal.
    private const string Table = """
        Operation Unfinished Stopped  Running   Paused   Suspended Crashed  Damaged
        Start     -          Running  -         -        Running   -        -
        Stop      -          -        Stopped   Stopped  Stopped   Stopped  -
        Reboot    -          -        Running   -        -         Running  -
        Pause     -          -        Paused    -        -         -        -
        Resume    -          -        -         Running  Running   -        -
        Suspend   -          -        Suspended -        -         -        -
        Snapshot  -          Stopped  -         -        Suspended -        -
        Revert    -          Stopped  -         -        Stopped   -        -
        Clone     -          Stopped  -         -        Suspended -        -
        Resize    -          Stopped  Running   -        -         -        -
        GrowDisk  -          Stopped  -         -        -         -        -
        Attach    -          Stopped  Running   -        -         -        -
        Console   -          -        Running   Paused   -         Crashed  -
        Migrate   -          Stopped  Running   Paused   Suspended -        -
        Export    -          Stopped  -         -        Suspended -        -
        Update    -          Stopped  Running   Paused   Suspended Crashed  -
        Remove    -          Stopped  -         -        Stopped   -        -
        """;

    public static TheoryData<Operation, MachineState, string> Cells()
    {
        string[][] rows = [.. Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        var cells = new TheoryData<Operation, MachineState, string>();
        foreach (string[] row in rows[1..])
        {
            for (int column = 1; column < row.Length; column++)
            {
                cells.Add(Enum.Parse<Operation>(row[0]), Enum.Parse<MachineState>(rows[0][column]), row[column]);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void AnOperation_LeadsToAState_OrIsRefusedWithAWayOut(Operation operation, MachineState state, string leadsTo)
    {
        Transition found = StateTable.Find(operation, state);

        Assert.Equal(leadsTo, found.Next?.ToString() ?? "-");
        Assert.Equal(found.IsAllowed, string.IsNullOrEmpty(found.Advice));
    }

    [Fact]
    public void EveryOperation_InEveryState_IsInTheTableOfThisTest()
        => Assert.Equal(Enum.GetValues<Operation>().Length * Enum.GetValues<MachineState>().Length, Cells().Count);

    [Fact]
    public void ARefusal_NamesHostMachineStateAndWayOut()
    {
        HostException refused = Assert.Throws<HostException>(() => StateTable.Demand("xen1", "web", Operation.Remove, MachineState.Paused));
        Assert.Equal("xen1: web is paused: resume it, or stop it by force", refused.Message);
    }

    [Theory]
    [InlineData(MachineState.Unfinished, "unfinished")]
    [InlineData(MachineState.Damaged, "damaged")]
    public void EveryState_HasAWord(MachineState state, string word)
    {
        Assert.Equal(word, StateTable.Word(state));
        Assert.All(Enum.GetValues<MachineState>(), any => Assert.NotEmpty(StateTable.Word(any)));
    }
}
