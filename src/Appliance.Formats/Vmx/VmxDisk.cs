using Appliance.Formats.Machines;

namespace Appliance.Formats.Vmx;

/// <summary>A disk of the machine, and whether it can be had.</summary>
/// <param name="Disk">As the machine has it.</param>
/// <param name="Path">Its file within the folder; empty where <paramref name="Problem"/> says why there is none.</param>
/// <param name="Problem">Thrown when the disk is opened; null where nothing is known to be wrong.</param>
internal sealed record VmxDisk(MachineDisk Disk, string Path, ImageException? Problem);
