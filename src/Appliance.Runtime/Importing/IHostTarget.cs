using Appliance.Formats.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>A host as a target of machines.</summary>
public interface IHostTarget : IMachineTarget
{
    /// <summary>What will be made there; null until <see cref="IMachineTarget.Check"/> has found nothing against it.</summary>
    ImportPlan? Plan { get; }
}
