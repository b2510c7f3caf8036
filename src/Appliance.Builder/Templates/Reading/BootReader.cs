using Appliance.Builder.Templates.Parts;
using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads how an appliance starts.</summary>
internal static class BootReader
{
    private static readonly Dictionary<string, Firmware> Firmwares = new(StringComparer.Ordinal) { ["bios"] = Firmware.Bios, ["uefi"] = Firmware.Uefi };

    /// <summary>Reads it.</summary>
    /// <param name="map">What is said of it.</param>
    /// <param name="disk">The disk that it starts from.</param>
    public static Firmware Read(MapReader? map, DiskLayout disk)
    {
        Firmware firmware = map?.Choice("firmware", Firmwares) ?? Firmware.Bios;
        map?.End();
        return firmware == Firmware.Bios || disk.Partitions.Any(partition => partition.FileSystem == PartitionContent.Esp) ? firmware
            : throw map!.Text("firmware")!.Error("uefi takes an EFI system partition: { filesystem: esp, mount: /boot/efi, size: 64MiB }");
    }
}
