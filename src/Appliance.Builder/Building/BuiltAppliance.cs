using Appliance.Builder.Templates;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Builder.Building;

/// <summary>An appliance that was built, as a source to be written as any package. Its disks go away with it.</summary>
public sealed class BuiltAppliance : IMachineSource
{
    private readonly Dictionary<string, string> _images;
    private readonly WorkFolder _work;

    internal BuiltAppliance(Template template, IReadOnlyList<BuiltMachine> machines, WorkFolder work)
    {
        (_work, Name, Machines) = (work, template.Name, machines);
        _images = machines.SelectMany(machine => machine.ImagesById).ToDictionary(StringComparer.Ordinal);
        Group = Describe(template, [.. machines.Select(machine => machine.Describe())]);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format => "template";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <summary>What was built of each machine, in the order of the group.</summary>
    public IReadOnlyList<BuiltMachine> Machines { get; }

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

    // What is sold is the one machine, or else the whole.
    private static MachineGroup Describe(Template template, Machine[] machines)
    {
        Product[] products = ProductsOf(template);
        var group = new MachineGroup { Name = template.Name, Description = template.Description, Machines = machines };
        return machines is [{ } only]
            ? group with { Machines = [only with { Products = products, Licences = template.Product.Licences }] }
            : group with { Products = products, Licences = template.Product.Licences };
    }

    private static Product[] ProductsOf(Template template) => template.Product is { Name: { } name } product
        ? [new Product { Name = name, Vendor = product.Vendor, Version = template.Version, ProductUrl = product.Url }] : [];
}
