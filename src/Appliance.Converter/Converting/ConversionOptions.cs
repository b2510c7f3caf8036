using Appliance.Converter.Mapping;
using Appliance.Converter.Preparing;
using Appliance.Converter.Verifying;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Converting;

/// <summary>How to convert.</summary>
public sealed class ConversionOptions
{
    /// <summary>What is to be different in the target; default nothing.</summary>
    public MachineMapping Mapping { get; init; } = MachineMapping.None;

    /// <summary>How to prepare the systems on the disks for Xen; where the target is none of Xen's, they are kept as they are. Default null, to keep them.</summary>
    public PreparationOptions? Preparation { get; init; }

    /// <summary>Stop when the plan is made, before anything is written; default false.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>How to read the target back before it is committed, to prove that it holds the source's disks; default null, not to.</summary>
    public ReadBackOptions? ReadBack { get; init; }

    /// <summary>Gets the plan before the long copy; default nobody.</summary>
    public Action<ConversionPlan> Planned { get; init; } = static _ => { };

    /// <summary>Called from any thread while disks are copied; default nobody.</summary>
    public Action<MachineDisk, CopyProgress> Progress { get; init; } = static (_, _) => { };

    /// <summary>The clock; default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
