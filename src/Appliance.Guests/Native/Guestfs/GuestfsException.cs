namespace Appliance.Guests.Native.Guestfs;

/// <summary>A call of libguestfs failed.</summary>
/// <param name="message">What it tells of it.</param>
internal sealed class GuestfsException(string message) : IOException(message);
