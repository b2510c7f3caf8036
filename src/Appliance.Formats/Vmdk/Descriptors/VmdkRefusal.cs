using Appliance.Formats.Files;

namespace Appliance.Formats.Vmdk;

/// <summary>Disks that a descriptor shows to be out of reach, each with its reason.</summary>
internal static class VmdkRefusal
{
    // Any of them means that the extents hold nothing but cipher text.
    private static readonly string[] EncryptionKeys = ["encryptionKeys", "encryption.keySafe", "encryption.data", "secureContentKey"];

    private static readonly string[] DeviceTypes =
    [
        "fullDevice", "partitionedDevice", "vmfsRaw", "vmfsRDM", "vmfsRDMP", "vmfsRawDeviceMap", "vmfsPassthroughRawDeviceMap",
    ];

    /// <summary>Refuses encrypted disks and raw devices.</summary>
    /// <exception cref="UnsupportedImageException">It is one.</exception>
    public static void Check(VmdkDescriptor descriptor)
    {
        foreach (string key in EncryptionKeys.Where(key => descriptor[key] is not null))
        {
            throw new UnsupportedImageException(
                descriptor.File, descriptor.PlaceOf(key), $"the disk is encrypted (key {key}); remove the encryption in VMware, then export it again");
        }

        if (DeviceTypes.Contains(descriptor.CreateType, StringComparer.OrdinalIgnoreCase))
        {
            throw new UnsupportedImageException(
                descriptor.File,
                descriptor.PlaceOf("createType"),
                $"the disk is a raw device (createType {RelativeName.Printable(descriptor.CreateType)}), whose data is in no file; clone it to a virtual disk first");
        }
    }
}
