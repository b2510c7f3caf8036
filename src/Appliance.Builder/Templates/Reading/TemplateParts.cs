using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what a template says, when its parameters are in place.</summary>
/// <param name="root">All of it.</param>
/// <param name="files">Finds its files.</param>
/// <param name="folder">Its folder, in full.</param>
internal sealed class TemplateParts(MapReader root, TemplateFiles files, string folder)
{
    private const string Machines = "machines";
    private const string Deployment = "deployment";
    private const int MostMachines = 64;

    // What is said of the whole, and of no machine.
    private static readonly string[] OfTheWhole = ["appliance", "name", "version", "description", "seed", "product", Deployment, Machines];

    /// <summary>Reads it.</summary>
    /// <param name="newest">The newest edition of templates that is known.</param>
    public Template Read(int newest)
    {
        if (root.Number("appliance", 1, int.MaxValue) is not { } edition || edition > newest)
        {
            throw (root.Text("appliance") ?? (TemplateNode)root.Map).Error($"a template says which edition it is of: appliance: {newest}");
        }

        string name = TemplateName.Of(root.Demand("name")), seed = root.Text("seed")?.Value ?? name;
        string? description = root.Text("description")?.Value;
        IReadOnlyList<DeploymentOption> options = DeploymentReader.Read(root, Deployment);
        return new Template
        {
            Name = name,
            Version = root.Text("version") is { } version ? TemplateName.Of(version) : "1",
            Description = description,
            Folder = folder,
            Deployment = options,
            Product = new ProductReader(files).Read(root.Submap("product")),
            Machines = root.Find(Machines) is null ? [new MachineParts(root, files, options).Read(name, seed, 0) with { Description = description }] : ReadMachines(seed, options),
        };
    }

    /// <summary>Several machines: what is said of the whole template lies under each.</summary>
    private MachineTemplate[] ReadMachines(string seed, IReadOnlyList<DeploymentOption> options)
    {
        TemplateMap common = OfTheWhole.Aggregate(root.Map, (map, key) => map.Without(key));
        MapReader[] all = [.. root.Maps(Machines)];
        if (all.Length is 0 or > MostMachines)
        {
            throw root.Find(Machines)!.Error($"an appliance has 1 to {MostMachines} machines, and this has {all.Length}");
        }

        MachineTemplate[] machines = [.. all.Select((own, index) => ReadMachine(common, own, options, seed, index))];
        return machines.GroupBy(machine => machine.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw root.Find(Machines)!.Error($"two machines have the name {twice.Key}")
            : [.. machines.OrderBy(machine => machine.Start.Order)];
    }

    private MachineTemplate ReadMachine(TemplateMap common, MapReader own, IReadOnlyList<DeploymentOption> options, string seed, int index)
    {
        string name = TemplateName.Of(own.Demand("name"));
        var map = new MapReader(common.Under(own.Map), $"machine {name}");
        map.Demand("name");
        return new MachineParts(map, files, options).Read(name, $"{seed} {name}", index + 1) with { Description = map.Text("description")?.Value };
    }
}
