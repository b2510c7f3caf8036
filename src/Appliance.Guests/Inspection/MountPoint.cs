namespace Appliance.Guests.Inspection;

/// <summary>A line of a guest's fstab.</summary>
/// <param name="Device">What is mounted, as written: <c>UUID=...</c>, <c>/dev/sda1</c>.</param>
/// <param name="Path">Where.</param>
/// <param name="Type">The file system's type, as written.</param>
/// <param name="Options">The options, as written.</param>
public sealed record MountPoint(string Device, string Path, string Type, string Options);
