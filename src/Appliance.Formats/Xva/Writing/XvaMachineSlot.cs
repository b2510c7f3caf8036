using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>A machine with what hangs on it.</summary>
/// <param name="Id">Reference.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Drives">Disks and CD drives.</param>
/// <param name="Cards">Network cards.</param>
internal sealed record XvaMachineSlot(
    string Id, Machine Machine, IReadOnlyList<XvaDriveSlot> Drives, IReadOnlyList<XvaCardSlot> Cards);
