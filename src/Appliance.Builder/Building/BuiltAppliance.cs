using Appliance.Builder.Templates;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Builder.Building;

/// <summary>An appliance that was built, as a source to be written as any package. Its disks go away with it.</summary>
public sealed class BuiltAppliance : IMachineSource
{
    private readonly Dictionary<string, string> _images;
    private readonly WorkFolder _work;

    internal BuiltAppliance(Template template, IReadOnlyList<string> images, WorkFolder work)
    {
        (_work, Name) = (work, template.Name);
        _images = images.Select((image, index) => (Id: IdOf(template, index), Image: image)).ToDictionary(pair => pair.Id, pair => pair.Image, StringComparer.Ordinal);
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
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return new ValueTask<Disk>(FileDisk.Open(_images[disk.Id]));
    }

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private static Machine Describe(Template template) => new()
    {
        Id = template.Name,
        Name = template.Name,
        Description = template.Description,
        Cpus = template.Hardware.Cpus,
        Memory = template.Hardware.Memory,
        Firmware = Firmware.Bios,
        Disks = [Describe(template, 0, template.Name, template.Disk.Size), .. template.DataDisks.Select((disk, index) => Describe(template, index + 1, $"{template.Name}{disk.Mount.Replace('/', '-')}", disk.Size))],
        NetworkCards = [.. template.Hardware.Networks.Select((network, index) => new NetworkCard { Name = $"Network adapter {index + 1}", Network = network })],
        HealthChecks = template.Checks,
        Licences = template.Product.Licences,
        Products = template.Product.Name is null ? [] : [new Product { Name = template.Product.Name, Vendor = template.Product.Vendor, Version = template.Version, ProductUrl = template.Product.Url }],
    };

    private static string IdOf(Template template, int index) => $"{SeededGuid.Create(template.Seed, "machine disk", $"{index}")}";

    private static MachineDisk Describe(Template template, int index, string name, long size)
        => new() { Id = IdOf(template, index), Name = name, Capacity = size, FileName = $"{name}.raw", Bus = DiskBus.Xen, Unit = index, IsBootable = index == 0 };
}
