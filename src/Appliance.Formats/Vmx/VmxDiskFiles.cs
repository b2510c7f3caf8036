using Appliance.Formats.Files;

namespace Appliance.Formats.Vmx;

/// <summary>Finds the files of disks in the folder of the configuration, and gives none of them twice.</summary>
/// <param name="file">The configuration.</param>
/// <param name="folder">Where it lies.</param>
/// <param name="warn">Told where a file was taken for another one.</param>
internal sealed class VmxDiskFiles(VmxFile file, IFileFolder folder, Action<string> warn)
{
    private readonly HashSet<string> _taken = [];

    /// <summary>Finds a disk's file where its path leads; of a path that leads out of the folder only the last part counts.</summary>
    /// <param name="device">The disk.</param>
    /// <param name="name">The last part of its path.</param>
    /// <param name="problem">Why there is no file, or null.</param>
    /// <returns>The path within the folder; of no use where there is a problem.</returns>
    public string Locate(VmxDevice device, string name, out ImageException? problem)
    {
        string shown = RelativeName.Printable(device.FileName);
        bool isWithin = RelativeName.TryCheck(device.FileName, out string path);
        problem = !isWithin && !RelativeName.TryCheck(name, out path)
            ? new InvalidImageException(file.Name, $"{device.Slot.Key}.fileName is \"{shown}\", which is no name of a file")
            : !folder.Exists(path) ? Missing(device, shown, isWithin)
            : !_taken.Add(path) ? Unsupported(device, $"has the same file as another one, \"{shown}\"; give each its own, under its own name")
            : null;
        if (problem is null && !isWithin)
        {
            warn($"{file.Name}: the disk {device.Slot.Key} is \"{shown}\", which is out of reach; the file of that name beside the configuration is taken for it");
        }

        return path;
    }

    private ImageException Missing(VmxDevice device, string shown, bool isWithin) => isWithin
        ? new InvalidImageException(file.Name, $"the disk {device.Slot.Key}, \"{shown}\", is missing from {folder.Name}; put it there")
        : Unsupported(device, $"is \"{shown}\", in another folder; copy that file and its extents to {folder.Name}");

    private UnsupportedImageException Unsupported(VmxDevice device, string problem) => new(file.Name, $"the disk {device.Slot.Key} {problem}");
}
