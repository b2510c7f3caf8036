namespace Appliance.Runtime.Lifecycle;

/// <summary>What an operation comes to in one state: another state, or a refusal with what to do.</summary>
/// <param name="Next">The state after it; null where it is refused.</param>
/// <param name="Advice">What to do, where it is refused.</param>
public sealed record Transition(MachineState? Next, string? Advice)
{
    /// <summary>Whether the operation is possible.</summary>
    public bool IsAllowed => Next is not null;
}
