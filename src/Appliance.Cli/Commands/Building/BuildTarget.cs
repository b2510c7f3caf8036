using Appliance.Builder.Templates;

namespace Appliance.Cli.Commands.Building;

/// <summary>One of the packages or images that a build writes.</summary>
/// <param name="Format">What it is.</param>
/// <param name="Path">Where it goes.</param>
internal sealed record BuildTarget(TargetFormat Format, string Path)
{
    private const string Vmware = "vmware-";

    /// <summary>Finds a format by its name.</summary>
    /// <exception cref="UsageException">There is no such format, or it cannot be built.</exception>
    public static BuildTarget Find(string name, string folder, Template template)
    {
        TargetFormat format = TargetFormat.All.FirstOrDefault(each => each.Name == name && name != TargetFormat.Differencing)
            ?? throw new UsageException($"--to {name}: there is no such format ({TargetFormat.Names})");

        // Several may be written side by side: those that share an extension are told apart by their names.
        string kind = name.StartsWith(Vmware, StringComparison.Ordinal) ? "-vmware" : format.Extensions.Length > 0 ? "" : $"-{name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..]}";
        string extension = name.StartsWith(Vmware, StringComparison.Ordinal) ? $".{name[Vmware.Length..]}" : format.Extensions.Length > 0 ? format.Extensions[0] : $".{name[..name.IndexOf('-', StringComparison.Ordinal)]}";
        return new BuildTarget(format, System.IO.Path.Combine(folder, $"{template.Name}-{template.Version}{kind}{extension}"));
    }
}
