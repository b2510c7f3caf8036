using Appliance.Runtime.Lifecycle;

namespace Appliance.Runtime.Xl.Domains;

/// <summary>A domain, as <c>xl list</c> shows it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Uuid">Its UUID, the same through the life of its machine.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="MemoryBytes">Memory in bytes.</param>
/// <param name="CpuSeconds">CPU time it has used.</param>
internal sealed record XlDomain(int Id, Guid Uuid, string Name, MachineState State, int Cpus, long MemoryBytes, double CpuSeconds)
{
    /// <summary>Whether its guest has not run yet: xl still makes it, was stopped while it did, or made it to be held.</summary>
    public bool HasNeverRun => State == MachineState.Paused && CpuSeconds == 0;

    /// <summary>Whether it stands still for a save of its memory: while that goes on, and for good where it was killed.</summary>
    public bool IsHeldBySave { get; init; }

    /// <summary>Whether it is destroyed, and listed only until its last memory is given back.</summary>
    public bool IsGone => Name == "(null)";
}
