using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Xapi.Checking;

/// <summary>What there is of an import that has not come to its end.</summary>
/// <param name="Mark">The word on all of it.</param>
/// <param name="Machines">The names of its machines; none where only disks are there.</param>
/// <param name="Objects">All of it, by class and reference, in the order in which it can be removed.</param>
/// <param name="Beat">What changes as long as somebody is at work; empty where it is not told.</param>
internal sealed record ImportLeft(string Mark, IReadOnlyList<string> Machines, IReadOnlyList<(string Class, string Reference)> Objects, string Beat)
{
    /// <summary>Whether somebody is at work on it.</summary>
    public bool IsAlive { get; init; }

    /// <summary>The same as a finding.</summary>
    public HostFinding Finding => new(
        "import", Machines.Count > 0 ? string.Join(", ", Machines) : Mark, IsAlive ? "is going on" : "was cut off; repair removes what there is of it") { IsNote = IsAlive };
}
