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
            Version = root.Text("version") is { } version ? Named(version).Value : "1",
            Description = root.Text("description")?.Value,
            Folder = folder,
            Seed = root.Text("seed")?.Value ?? name.Value,
            Base = new BaseReader(files).Read(root.Submap("base") ?? throw root.Map.Error("base is missing: debian, or archive")),
            Packages = [.. root.Texts("packages").Select(PackageOf)],
            Removed = [.. root.Texts("remove").Select(FileReader.PathOf)],
            Files = [.. root.Maps("files").Select(new FileReader(files).Read)],
            Users = [.. root.Maps("users").Select(UserReader.Read)],
            Services = ServiceReader.Read(root.Submap("services")),
            HostName = root.Text("hostname") is { } host ? Named(host).Value : null,
            FirstBoot = [.. root.Texts("firstboot").Select(ScriptOf)],
            Disk = new DiskReader(root.Submap("disk") ?? throw root.Map.Error("disk is missing")).Read(),
            DataDisks = [.. root.Maps("data_disks").Select(DiskReader.ReadData)],
            KernelArguments = root.Text("kernel_arguments")?.Value ?? "",
            Hardware = HardwareReader.Read(root.Submap("hardware")),
            Checks = [.. root.Texts("checks").Select(CheckOf)],
            Tests = [.. root.Texts("tests").Select(CheckOf)],
            Product = new ProductReader(files).Read(root.Submap("product")),
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

    private static string ScriptOf(TemplateText text) => text.Value.StartsWith("#!", StringComparison.Ordinal) ? text.Value
        : throw text.Error("a script of the first start begins with its interpreter: #!/bin/sh");
}
