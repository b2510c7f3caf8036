namespace Appliance.Guests.Inspection.Linux.Modules;

/// <summary>A module in a kernel's module folder.</summary>
/// <param name="Name">Its name with <c>_</c>: <c>xen_blkfront</c>.</param>
/// <param name="Path">Its file in the guest, perhaps compressed.</param>
/// <param name="Dependencies">Names of the modules it needs, with <c>_</c>; empty where depmod left no list, and only the file tells.</param>
internal sealed record KernelModule(string Name, string Path, IReadOnlyList<string> Dependencies);
