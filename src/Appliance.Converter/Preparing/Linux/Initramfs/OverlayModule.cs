using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Initramfs;

/// <summary>A module that an initramfs lacks.</summary>
/// <param name="Driver">
/// The driver it is, or is needed by; of one that the user wants beside those, that of the disks; null for the platform
/// device, without which there are no devices of the others.
/// </param>
/// <param name="Name">Its name with <c>_</c>.</param>
/// <param name="Content">The plain ELF file.</param>
internal sealed record OverlayModule(XenDriver? Driver, string Name, byte[] Content)
{
    /// <summary>Its path in the initramfs, without a slash in front.</summary>
    public string Path => $"{InitramfsOverlay.Folder}/{Name}.ko";
}
