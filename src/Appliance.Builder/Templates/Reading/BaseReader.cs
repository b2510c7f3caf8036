using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what an appliance is built on.</summary>
/// <param name="files">Finds files of the template.</param>
internal sealed class BaseReader(TemplateFiles files)
{
    /// <summary>Reads it.</summary>
    public BaseSystem Read(MapReader map)
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
}
