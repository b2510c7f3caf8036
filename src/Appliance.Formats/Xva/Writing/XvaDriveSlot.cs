namespace Appliance.Formats.Xva;

/// <summary>A drive of a machine (a VBD): one of its disks, or an empty CD drive.</summary>
/// <param name="Id">Reference.</param>
/// <param name="Disk">The disk; null for a CD drive.</param>
/// <param name="Position">The device number that the guest sees: 0 is <c>xvda</c>.</param>
/// <param name="IsBootable">Whether the machine starts from it.</param>
internal sealed record XvaDriveSlot(string Id, XvaDiskSlot? Disk, int Position, bool IsBootable);
