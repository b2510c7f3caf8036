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
    private const string Mend = "its record cannot be read; host check says why";
    private const string Already = "there is nothing to do";

    // A word is a refusal, with what to do; a state is where the operation leads. A snapshot that has memory is the one exception:
    // a revert to it leads to Suspended, whatever the machine was before.
    private static readonly Dictionary<Operation, Transition[]> Table = new()
    {
        //                       Stopped    Running        Paused         Suspended  Crashed
        { Operation.Start,    Row(Running,  Already,       Resume,        Running,   Stop) },
        { Operation.Stop,     Row(Already,  Stopped,       Stopped,       Stopped,   Stopped) },
        { Operation.Reboot,   Row(Start,    Running,       Resume,        Start,     Running) },
        { Operation.Pause,    Row(Start,    Paused,        Already,       Start,     Stop) },
        { Operation.Resume,   Row(Start,    Already,       Running,       Running,   Stop) },
        { Operation.Suspend,  Row(Start,    Suspended,     Resume,        Already,   Stop) },
        { Operation.Snapshot, Row(Stopped,  StopOrSuspend, StopOrSuspend, Suspended, Stop) },
        { Operation.Revert,   Row(Stopped,  StopOrSuspend, StopOrSuspend, Stopped,   Stop) },
        { Operation.Clone,    Row(Stopped,  StopOrSuspend, StopOrSuspend, Suspended, Stop) },
        { Operation.Resize,   Row(Stopped,  Running,       Resume,        Start,     Stop) },
        { Operation.GrowDisk, Row(Stopped,  Stop,          Stop,          Stop,      Stop) },
        { Operation.Attach,   Row(Stopped,  Running,       Resume,        Start,     Stop) },
        { Operation.Console,  Row(Start,    Running,       Paused,        Start,     Crashed) },
        { Operation.Migrate,  Row(Stopped,  Running,       Paused,        Suspended, Stop) },
        { Operation.Export,   Row(Stopped,  StopOrSuspend, StopOrSuspend, Suspended, Stop) },
        { Operation.Update,   Row(Stopped,  Running,       Paused,        Suspended, Crashed) },
        { Operation.Remove,   Row(Stopped,  Stop,          ResumeOrStop,  Stopped,   Stop) },
    };

    /// <summary>What an operation comes to in a state; a revert, where the snapshot has no memory.</summary>
    public static Transition Find(Operation operation, MachineState state) => Table[operation][(int)state];

    /// <summary>Whether an operation is refused only because a machine is already what it would make of it.</summary>
    public static bool IsDone(Operation operation, MachineState state) => Find(operation, state).Advice == Already;

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
        Crashed => "crashed",
        Damaged => "damaged",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "is no state"),
    };

    /// <summary>What an operation comes to in each state, in the order of <see cref="MachineState"/>; without a whole record, nothing can be done.</summary>
    private static Transition[] Row(Cell stopped, Cell running, Cell paused, Cell suspended, Cell crashed) =>
        [new Cell(Repair).To, stopped.To, running.To, paused.To, suspended.To, crashed.To, new Cell(Mend).To];

    /// <summary>A word or a state of the table.</summary>
    private readonly record struct Cell(Transition To)
    {
        public Cell(string advice)
            : this(new Transition(null, advice))
        {
        }

        public static implicit operator Cell(string advice) => new(advice);

        public static implicit operator Cell(MachineState next) => new(new Transition(next, null));
    }
}
