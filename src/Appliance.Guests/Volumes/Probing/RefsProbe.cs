using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>ReFS, by its boot sector.</summary>
internal static class RefsProbe
{
    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> boot = stackalloc byte[8];
        return device.TryRead(0, boot) && boot.SequenceEqual("\0\0\0ReFS\0"u8) ? new FileSystemIdentity(FileSystemKind.Refs) : null;
    }
}
