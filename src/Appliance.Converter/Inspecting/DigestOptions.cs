using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Inspecting;

/// <summary>How to take the content digests of disks, for which all of their data is read.</summary>
/// <param name="Workers">Threads that read and hash, at least one.</param>
/// <param name="Progress">Called from any thread while a disk is read.</param>
public sealed record DigestOptions(int Workers, Action<MachineDisk, CopyProgress> Progress);
