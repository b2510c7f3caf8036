using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Verifying;

/// <summary>How to read a target back.</summary>
public sealed class ReadBackOptions
{
    /// <summary>What may be read; default everything, since it is ours.</summary>
    public ReadOptions Reading { get; init; } = new() { MaxDiskSize = long.MaxValue };

    /// <summary>Threads that read and hash; default one a core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Called from any thread while a disk is read; default nobody.</summary>
    public Action<MachineDisk, CopyProgress> Progress { get; init; } = static (_, _) => { };
}
