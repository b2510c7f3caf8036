namespace Appliance.Runtime.Hosts;

/// <summary>How far a guest's own Xen drivers are.</summary>
/// <param name="ConnectedDisks">Disks that a PV driver of the guest, or of its boot loader, has connected.</param>
/// <param name="ConnectedCards">Network cards that a PV driver of the guest has connected.</param>
/// <param name="HasAgent">Whether a guest agent has written of itself to xenstore.</param>
public sealed record GuestSigns(int ConnectedDisks, int ConnectedCards, bool HasAgent)
{
    /// <summary>Nothing is seen.</summary>
    public static GuestSigns None { get; } = new(0, 0, false);
}
