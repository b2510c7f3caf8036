using Appliance.Builder.Templates;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Builder.Building;

/// <summary>An appliance that was built, as a source to be written as any package. Its disk goes away with it.</summary>
public sealed class BuiltAppliance : IMachineSource
{
    private readonly string _image;
    private readonly string _work;

    internal BuiltAppliance(Template template, string image, string work)
    {
        (_image, _work, Name) = (image, work, template.Name);
        Group = new MachineGroup { Name = template.Name, Description = template.Description, Machines = [Describe(template)] };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format => "template";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <summary>SHA-256 of the archive that its base is, as it was given or kept, in lower-case hexadecimal.</summary>
    public required string BaseDigest { get; init; }

    /// <summary>What is installed in it, as its package database says.</summary>
    public required InstalledSoftware Software { get; init; }

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => new(FileDisk.Open(_image));

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_work, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static Machine Describe(Template template) => new()
    {
        Id = template.Name,
        Name = template.Name,
        Description = template.Description,
        Cpus = template.Hardware.Cpus,
        Memory = template.Hardware.Memory,
        Firmware = Firmware.Bios,
        Disks = [new MachineDisk { Id = $"{SeededGuid.Create(template.Seed, "machine disk")}", Name = template.Name, Capacity = template.Disk.Size, FileName = $"{template.Name}.raw", Bus = DiskBus.Xen, IsBootable = true }],
        NetworkCards = [.. template.Hardware.Networks.Select((network, index) => new NetworkCard { Name = $"Network adapter {index + 1}", Network = network })],
        Licences = template.Product.Licences,
        Products = template.Product.Name is null ? [] : [new Product { Name = template.Product.Name, Vendor = template.Product.Vendor, Version = template.Version, ProductUrl = template.Product.Url }],
    };
}
