using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Vmx;

/// <summary>Reads CD and DVD drives.</summary>
internal static class VmxDriveReader
{
    /// <summary>The drives; an image that is not beside the configuration leaves its drive empty.</summary>
    public static IReadOnlyList<OpticalDrive> Read(IEnumerable<VmxDevice> devices, IFileFolder folder)
        => [.. devices.Where(device => device.IsOpticalDrive).Select(device => new OpticalDrive
        {
            Bus = device.Slot.Bus,
            Controller = device.Slot.Controller,
            Unit = device.Slot.Unit,
            FileName = ImageOf(device, folder),
        })];

    private static string? ImageOf(VmxDevice device, IFileFolder folder)
        => device.Kind == "cdrom-image" && RelativeName.TryCheck(device.FileName, out string path) && folder.Exists(path) ? path : null;
}
