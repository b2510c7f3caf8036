using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>A network card of a machine (a VIF).</summary>
/// <param name="Id">Reference.</param>
/// <param name="NetworkId">Reference of its network.</param>
/// <param name="Position">The device number that the guest sees.</param>
/// <param name="Card">The card.</param>
internal sealed record XvaCardSlot(string Id, string NetworkId, int Position, NetworkCard Card);
