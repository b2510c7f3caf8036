using Appliance.Builder.Templates;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Builder.Building;

/// <summary>A machine of an appliance that was built.</summary>
/// <param name="Template">What it was to be.</param>
/// <param name="Images">The raw images of its disks.</param>
/// <param name="Software">What is installed in it, as its package database says.</param>
/// <param name="BaseDigest">SHA-256 of the archive that its base is, as it was given or kept, in lower-case hexadecimal.</param>
public sealed record BuiltMachine(MachineTemplate Template, IReadOnlyList<string> Images, InstalledSoftware Software, string BaseDigest)
{
    /// <summary>Its images, by the identifiers of its disks.</summary>
    internal IEnumerable<KeyValuePair<string, string>> ImagesById => Images.Select((image, index) => KeyValuePair.Create(IdOf(index), image));

    /// <summary>It as a machine of a package.</summary>
    internal Machine Describe() => new()
    {
        Id = Template.Name,
        Name = Template.Name,
        Description = Template.Description,
        Cpus = Template.Hardware.Cpus,
        Memory = Template.Hardware.Memory,
        Sizes = Template.Hardware.Sizes,
        Firmware = Template.Firmware,
        Disks = [Describe(0, Template.Name, Template.Disk.Size), .. Template.DataDisks.Select((disk, index) => Describe(index + 1, $"{Template.Name}{disk.Mount.Replace('/', '-')}", disk.Size))],
        NetworkCards = [.. Template.Hardware.Networks.Select((network, index) => new NetworkCard { Name = $"Network adapter {index + 1}", Network = network })],
        HealthChecks = Template.Checks,
        Start = Template.Start,
    };

    private string IdOf(int index) => $"{SeededGuid.Create(Template.Seed, "machine disk", $"{index}")}";

    private MachineDisk Describe(int index, string name, long size)
        => new() { Id = IdOf(index), Name = name, Capacity = size, FileName = $"{name}.raw", Bus = DiskBus.Xen, Unit = index, IsBootable = index == 0 };
}
