using static Appliance.Runtime.Lifecycle.MachineState;

namespace Appliance.Runtime.Lifecycle;

/// <summary>Every operation in every state: what it leads to, or why not. The only place that knows.</summary>
public static class StateTable
{
    private const string Start = "start it first";
    private const string Stop = "stop it first";
    private const string StopOrSuspend = "stop or suspend it first";
    private const string Resume = "resume it first";
    private const string ResumeOrStop = "resume it, or stop it by force";
    private const string Repair = "its import was cut off; clean up with host repair, and import it again";
    private const string Already = "there is nothing to do";

    // Columns in the order of the states. A word is a refusal, with what to do; a state is where the operation leads.
    private static readonly Dictionary<Operation, Transition[]> Table = new()
    {
        //                       Unfinished  Stopped      Running            Paused              Suspended        Crashed
        [Operation.Start] = Row(Repair, Running, Already, Resume, Running, Stop),
        [Operation.Stop] = Row(Repair, Already, Stopped, Stopped, Stopped, Stopped),
        [Operation.Reboot] = Row(Repair, Start, Running, Resume, Start, Running),
        [Operation.Pause] = Row(Repair, Start, Paused, Already, Start, Stop),
        [Operation.Resume] = Row(Repair, Start, Already, Running, Running, Stop),
        [Operation.Suspend] = Row(Repair, Start, Suspended, Resume, Already, Stop),
        [Operation.Snapshot] = Row(Repair, Stopped, StopOrSuspend, StopOrSuspend, Suspended, Stop),
        [Operation.Revert] = Row(Repair, Stopped, StopOrSuspend, StopOrSuspend, Stopped, Stop),
        [Operation.Clone] = Row(Repair, Stopped, StopOrSuspend, StopOrSuspend, Suspended, Stop),
        [Operation.Resize] = Row(Repair, Stopped, Running, Resume, Start, Stop),
        [Operation.GrowDisk] = Row(Repair, Stopped, Stop, Stop, Stop, Stop),
        [Operation.Attach] = Row(Repair, Stopped, Running, Resume, Start, Stop),
        [Operation.Console] = Row(Repair, Start, Running, Paused, Start, Crashed),
        [Operation.Migrate] = Row(Repair, Stopped, Running, Paused, Suspended, Stop),
        [Operation.Export] = Row(Repair, Stopped, StopOrSuspend, StopOrSuspend, Suspended, Stop),
        [Operation.Update] = Row(Repair, Stopped, Running, Paused, Suspended, Crashed),
        [Operation.Remove] = Row(Repair, Stopped, Stop, ResumeOrStop, Stopped, Stop),
    };

    /// <summary>What an operation comes to in a state.</summary>
    public static Transition Find(Operation operation, MachineState state) => Table[operation][(int)state];

    /// <summary>Refuses an operation that the state does not allow.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="operation">What is wanted.</param>
    /// <param name="state">What it is doing.</param>
    /// <exception cref="HostException">It is refused; the message says the state, and what to do.</exception>
    public static void Demand(string host, string machine, Operation operation, MachineState state)
    {
        if (Find(operation, state) is { IsAllowed: false, Advice: var advice })
        {
            throw new HostException(host, $"{machine} is {Word(state)}: {advice}");
        }
    }

    /// <summary>The state as people read it.</summary>
    public static string Word(MachineState state) => state switch
    {
        Unfinished => "unfinished",
        Stopped => "stopped",
        Running => "running",
        Paused => "paused",
        Suspended => "suspended",
        _ => "crashed",
    };

    private static Transition[] Row(params object[] cells) =>
        [.. cells.Select(cell => cell is MachineState next ? new Transition(next, null) : new Transition(null, (string)cell))];
}
