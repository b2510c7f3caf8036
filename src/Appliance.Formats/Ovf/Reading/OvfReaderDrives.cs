using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>Reads CD and DVD drives.</summary>
internal static class OvfReaderDrives
{
    public static IReadOnlyList<OpticalDrive> Read(OvfReaderContext context, OvfReaderHardware hardware, OvfReaderControllers controllers)
        => [.. hardware.OfType(OvfResource.Cd, OvfResource.Dvd).Select(item => ReadDrive(context, item, controllers))];

    private static OpticalDrive ReadDrive(OvfReaderContext context, OvfItem item, OvfReaderControllers controllers)
    {
        (DiskBus bus, int controller, int? unit, _) = controllers.Locate(item);
        return new OpticalDrive { Bus = bus, Controller = controller, Unit = unit ?? 0, FileName = ImageOf(context, item)?.Href };
    }

    /// <summary>The image in the drive. Other host resources are devices of the machine it came from.</summary>
    private static OvfFile? ImageOf(OvfReaderContext context, OvfItem item)
    {
        OvfFile? file = item.Referred("file") is { } fileId ? context.References.FindFile(fileId)
            : item.Referred("disk") is { } diskId && context.References.FindDisk(diskId) is { } disk ? context.References.FileOf(disk)
            : null;
        if (file is null && (item.Referred("file") ?? item.Referred("disk")) is { } missing)
        {
            context.Warn(item.Element, $"the image \"{RelativeName.Printable(missing)}\" of a drive is not in the package; the drive is empty");
        }

        return file;
    }
}
