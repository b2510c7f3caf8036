namespace Appliance.Builder.Templates.Parts;

/// <summary>The Linux of an existing machine: a package or disk image of any format that is read.</summary>
/// <param name="Path">The file, or the folder of an OVF or VMX, in full.</param>
public sealed record MachineBase(string Path) : FileBase(Path);
