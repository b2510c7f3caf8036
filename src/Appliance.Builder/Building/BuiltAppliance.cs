using Appliance.Builder.Templates;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Builder.Building;

/// <summary>An appliance that was built, as a source to be written as any package. Its disks go away with it.</summary>
public sealed class BuiltAppliance : IMachineSource
{
    // How properties reach a guest, as OVF and VMware name it: on a CD, and by the hypervisor.
    private static readonly string[] Transports = ["iso", "com.vmware.guestInfo"];

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
    private static MachineGroup Describe(Template template, Machine[] built)
    {
        Product[] products = ProductsOf(template);
        Machine[] machines = template.Product.Properties.Count == 0 ? built : [.. built.Select(machine => machine with { PropertyTransports = Transports })];
        var group = new MachineGroup { Name = template.Name, Description = template.Description, Machines = machines, DeploymentOptions = template.Deployment };
        return machines is [{ } only]
            ? group with { Machines = [only with { Products = products, Licences = template.Product.Licences }] }
            : group with { Products = products, Licences = template.Product.Licences };
    }

    private static Product[] ProductsOf(Template template) => template.Product is { } product && (product.Name is not null || product.Properties.Count > 0)
        ? [new Product { Class = product.Class, Name = product.Name ?? template.Name, Vendor = product.Vendor, Version = template.Version, ProductUrl = product.Url, Properties = product.Properties }]
        : [];
}
