namespace Appliance.Runtime.Machines;

/// <summary>A machine, or a whole group, that a user has chosen.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">The machine as it is, or those of the group; none where there is no such machine.</param>
public sealed record ChosenMachine(string Name, IReadOnlyList<MachineStatus> Members)
{
    /// <summary>Whether it is a group, which its verbs take as a whole.</summary>
    public bool IsGroup { get; init; }

    /// <summary>Whether the user has named it, and not only a group or a pattern that it is of.</summary>
    public bool IsNamed { get; init; }
}
