using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Vmx;

/// <summary>Reads the disks of a machine. What is wrong with one is told when it is opened, so that the others can be looked at.</summary>
/// <param name="file">The configuration.</param>
/// <param name="folder">Where it lies.</param>
/// <param name="warn">Told what does not stop the work.</param>
internal sealed class VmxDiskReader(VmxFile file, IFileFolder folder, Action<string> warn)
{
    // How ESXi, Linux and Windows name devices where a file should be.
    private static readonly string[] DevicePrefixes = ["/dev/", "/vmfs/devices/", "//./", "vml.", "naa.", "mpx.", "t10."];

    private readonly VmxDiskFiles _files = new(file, folder, warn);

    /// <summary>The disks, those that firmware starts from first.</summary>
    public IReadOnlyList<VmxDisk> Read(IEnumerable<VmxDevice> devices)
    {
        VmxSlot? first = VmxSlot.Parse(file["bios.hddOrder"]?.Split(',')[0].Trim() ?? "");
        VmxDisk[] disks = [.. devices.Where(device => !device.IsOpticalDrive).Select(device => Read(device, device.Slot == first))];
        return [.. disks.OrderBy(disk => disk.Disk.IsBootable != true)];
    }

    private VmxDisk Read(VmxDevice device, bool isFirst)
    {
        string name = FileNameOf(device);
        ImageException? problem = FindProblem(device);
        string path = problem is null ? _files.Locate(device, name, out problem) : "";
        WarnOfSharing(device);
        var disk = new MachineDisk
        {
            Id = device.Slot.Key,
            Name = Path.GetFileNameWithoutExtension(name) is { Length: > 0 } stem ? stem : device.Slot.Key,
            FileName = device.FileName,
            Bus = device.Slot.Bus,
            ControllerModel = file[$"{device.Slot.ControllerKey}.virtualDev"],
            Controller = device.Slot.Controller,
            Unit = device.Slot.Unit,
            IsBootable = isFirst ? true : null,
        };
        return new VmxDisk(disk, path, problem);
    }

    /// <summary>The last part of the path, whatever system it is from.</summary>
    private static string FileNameOf(VmxDevice device) => device.FileName[(device.FileName.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>What the configuration alone tells against a disk, or makes worth a word.</summary>
    private UnsupportedImageException? FindProblem(VmxDevice device)
    {
        string path = device.FileName.Replace('\\', '/');
        if (device.IsPassedThrough || Array.Exists(DevicePrefixes, prefix => path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return Refuse(device, $"is a physical device (\"{RelativeName.Printable(device.FileName)}\"), whose data is in no file; remove it from the machine, or clone it to a virtual disk");
        }

        string mode = file[$"{device.Slot.Key}.mode"]?.ToLowerInvariant().Replace('_', '-') ?? "persistent";
        string? redo = file[$"{device.Slot.Key}.redo"];
        if (redo is not null && mode is "undoable" or "append")
        {
            return Refuse(device, $"has changes in the redo log \"{RelativeName.Printable(redo)}\" that are neither kept nor dropped (mode {mode}); decide that in VMware first");
        }

        if (mode.EndsWith("nonpersistent", StringComparison.Ordinal))
        {
            Warn(device, $"is {mode}: what its guest wrote was dropped at every stop, and is kept from now on");
        }
        else if (mode == "independent-persistent")
        {
            Warn(device, "is independent: it is in no snapshot, and stands where the machine left it");
        }

        return null;
    }

    private void WarnOfSharing(VmxDevice device)
    {
        string? sharing = file[$"{device.Slot.Key}.sharing"] ?? file[$"{device.Slot.ControllerKey}.sharedBus"];
        if (sharing is not null && !sharing.Equals("none", StringComparison.OrdinalIgnoreCase) && !sharing.EndsWith("sharing-none", StringComparison.OrdinalIgnoreCase))
        {
            Warn(device, $"is shared with other machines ({RelativeName.Printable(sharing)}); stop them all before it is copied, and share the copy again");
        }
    }

    private void Warn(VmxDevice device, string message) => warn($"{file.Name}: the disk {device.Slot.Key} {message}");

    private UnsupportedImageException Refuse(VmxDevice device, string problem) => new(file.Name, $"the disk {device.Slot.Key} {problem}");
}
