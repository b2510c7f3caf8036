using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what an appliance is built on.</summary>
/// <param name="files">Finds files of the template.</param>
internal sealed class BaseReader(TemplateFiles files)
{
    private static readonly string[] Mirrors = ["http://", "https://", "file:///", "copy:///", "deb "];

    /// <summary>Reads it.</summary>
    public BaseSystem Read(MapReader map)
    {
        BaseSystem[] all = [.. new BaseSystem?[]
        {
            map.Submap("debian") is { } debian ? ReadDebian(debian) : null,
            map.Text("archive") is { } archive ? new ArchiveBase(FileOf(archive)) : null,
            map.Text("image") is { } image ? new ImageBase(files.Locate(image)) : null,
            map.Text("machine") is { } machine ? new MachineBase(PackageOf(machine)) : null,
        }.OfType<BaseSystem>()];
        BaseSystem found = all is [{ } one] ? one : throw map.Map.Error("base is one of debian, archive, image and machine");
        map.End();
        return found;
    }

    private string FileOf(TemplateText name)
    {
        string path = files.Locate(name);
        return File.Exists(path) ? path : throw name.Error($"{name.Value} is a folder, and such a base is a file");
    }

    // Provenance has the digest of all that the base is.
    private string PackageOf(TemplateText name) => Path.GetExtension(name.Value) is not (".ovf" or ".vmx") ? files.Locate(name)
        : throw name.Error($"{name.Value} is one file of several; name the folder that they are in");

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
        return mirror is null || Mirrors.Any(start => mirror.Value.StartsWith(start, StringComparison.Ordinal))
            ? new DebianBase(suite.Value, variant, mirror?.Value) { Place = (mirror ?? suite).Place }
            : throw mirror.Error("a mirror is a URL, or a line for sources.list");
    }
}
