using Appliance.Guests.Volumes.Lvm;

namespace Appliance.Guests.Volumes;

/// <summary>A device of device-mapper by its name below <c>/dev/mapper</c>: a logical volume, or what is inside a LUKS volume.</summary>
/// <param name="Name">The name.</param>
internal sealed record MapperPath(string Name) : DevicePath
{
    // What systemd and dracut call a volume that no crypttab names.
    private const string ByUuid = "luks-";

    /// <inheritdoc/>
    public override bool Fits(Volume volume, VolumeSet all)
        => (volume.LogicalVolume is { } logical && logical == LvmNames.FromMapper(Name))
            || (volume is { Partition: null, Within: [{ Kind: FileSystems.FileSystemKind.Luks } container] }
                && (all.IsMapped(Name, container) || string.Equals(Name, ByUuid + container.Uuid, StringComparison.OrdinalIgnoreCase)));
}
