using Appliance.Builder.Templates.Parts;
using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what a template says, when its parameters are in place.</summary>
/// <param name="root">All of it.</param>
/// <param name="files">Finds its files.</param>
/// <param name="folder">Its folder, in full.</param>
internal sealed class TemplateParts(MapReader root, TemplateFiles files, string folder)
{
    private const int LongestName = 63;
    private const int MostCpus = 128;
    private const long LeastMemory = 32 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="newest">The newest edition of templates that is known.</param>
    public Template Read(int newest)
    {
        if (root.Number("appliance", 1, int.MaxValue) is not { } edition || edition > newest)
        {
            throw (root.Text("appliance") ?? (TemplateNode)root.Map).Error($"a template says which edition it is of: appliance: {newest}");
        }

        TemplateText name = Named(root.Demand("name"));
        var template = new Template
        {
            Name = name.Value,
            Version = root.Text("version")?.Value ?? "1",
            Description = root.Text("description")?.Value,
            Folder = folder,
            Seed = root.Text("seed")?.Value ?? name.Value,
            Base = ReadBase(root.Submap("base") ?? throw root.Map.Error("base is missing: debian, or archive")),
            Packages = [.. root.Texts("packages").Select(PackageOf)],
            Removed = [.. root.Texts("remove").Select(FileReader.PathOf)],
            Files = [.. root.Maps("files").Select(new FileReader(files).Read)],
            Users = [.. root.Maps("users").Select(UserReader.Read)],
            Services = ReadServices(root.Submap("services")),
            HostName = root.Text("hostname") is { } host ? Named(host).Value : null,
            FirstBoot = [.. root.Texts("firstboot").Select(ScriptOf)],
            Disk = new DiskReader(root.Submap("disk") ?? throw root.Map.Error("disk is missing")).Read(),
            DataDisks = [.. root.Maps("data_disks").Select(DiskReader.ReadData)],
            KernelArguments = root.Text("kernel_arguments")?.Value ?? "",
            Hardware = ReadHardware(root.Submap("hardware")),
            Checks = [.. root.Texts("checks").Select(CheckOf)],
            Tests = [.. root.Texts("tests").Select(CheckOf)],
            Product = ReadProduct(root.Submap("product")),
        };
        root.End();
        string?[] mounts = [.. template.Disk.Partitions.Select(partition => partition.Mount), .. template.DataDisks.Select(disk => disk.Mount)];
        if (mounts.OfType<string>().GroupBy(mount => mount).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw root.Map.Find("data_disks")!.Error($"two file systems are mounted on {twice.Key}");
        }

        return template.Base is DebianBase || template.Packages.Count == 0 ? template
            : throw root.List("packages").First().Error("packages are those of a Debian base, and this template has another");
    }

    private BaseSystem ReadBase(MapReader map)
    {
        BaseSystem? found = (map.Submap("debian"), map.Text("archive")) switch
        {
            ({ } debian, null) => ReadDebian(debian),
            (null, { } archive) => new ArchiveBase(files.Locate(archive)),
            (null, null) => throw map.Map.Error("base is one of debian and archive"),
            _ => throw map.Map.Error("base is either debian or archive"),
        };
        map.End();
        return found;
    }

    private static DebianBase ReadDebian(MapReader map)
    {
        TemplateText suite = map.Demand("suite");
        if (suite.Value.Length == 0 || !suite.Value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.'))
        {
            throw suite.Error($"there is no suite {suite.Value}");
        }

        string variant = map.Text("variant")?.Value ?? "minbase";
        TemplateText? mirror = map.Text("mirror");
        map.End();
        return mirror is null || mirror.Value.StartsWith("http", StringComparison.Ordinal) || mirror.Value.StartsWith("deb ", StringComparison.Ordinal)
            ? new DebianBase(suite.Value, variant, mirror?.Value)
            : throw mirror.Error("a mirror is a URL, or a line for sources.list");
    }

    private static ServiceChoice ReadServices(MapReader? map)
    {
        if (map is null)
        {
            return new ServiceChoice([], [], []);
        }

        var services = new ServiceChoice([.. map.Texts("enable").Select(UnitOf)], [.. map.Texts("disable").Select(UnitOf)], [.. map.Texts("mask").Select(UnitOf)]);
        map.End();
        return services;
    }

    private static HardwareChoice ReadHardware(MapReader? map)
    {
        var hardware = new HardwareChoice(map?.Number("cpus", 1, MostCpus) ?? 1, map?.Size("memory") ?? 512 << 20, [.. map?.Texts("networks").Select(text => text.Value) ?? ["VM Network"]]);
        map?.End();
        return hardware.Memory >= LeastMemory ? hardware : throw map!.Text("memory")!.Error($"hardware.memory is {LeastMemory >> 20}MiB at least");
    }

    private ProductChoice ReadProduct(MapReader? map)
    {
        if (map is null)
        {
            return new ProductChoice();
        }

        var product = new ProductChoice
        {
            Name = map.Text("name")?.Value,
            Vendor = map.Text("vendor")?.Value,
            Url = map.Text("url")?.Value,
            Licences = [.. map.Texts("licences").Select(text => File.ReadAllText(files.Locate(text)))],
        };
        map.End();
        return product;
    }

    private static TemplateText Named(TemplateText text)
        => text.Value.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(text.Value[0]) && text.Value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')
            ? text : throw text.Error($"a name has letters, digits, - and ., at most {LongestName}, a letter or digit first; {text.Value} does not");

    private static string PackageOf(TemplateText text)
        => text.Value.Length > 0 && text.Value.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '+' or '-' or '.' or ':')
            ? text.Value : throw text.Error($"there is no package {text.Value}");

    private static HealthCheck CheckOf(TemplateText text)
    {
        try
        {
            return HealthCheck.Parse(text.Value);
        }
        catch (FormatException e)
        {
            throw text.Error(e.Message);
        }
    }

    private static string UnitOf(TemplateText text)
        => text.Value.Contains('.', StringComparison.Ordinal) && !text.Value.Contains('/', StringComparison.Ordinal)
            ? text.Value : throw text.Error($"a unit has its kind behind its name, such as nginx.service; {text.Value} has none");

    private static string ScriptOf(TemplateText text) => text.Value.StartsWith("#!", StringComparison.Ordinal) ? text.Value
        : throw text.Error("a script of the first start begins with its interpreter: #!/bin/sh");
}
