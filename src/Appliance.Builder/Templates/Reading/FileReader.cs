using System.Globalization;
using Appliance.Builder.Templates.Parts;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what is to be at a path of the appliance.</summary>
/// <param name="files">Finds files of the template.</param>
internal sealed class FileReader(TemplateFiles files)
{
    /// <summary>An absolute path of the appliance.</summary>
    /// <exception cref="TemplateException">It is none.</exception>
    public static string PathOf(TemplateText path)
        => path.Value.StartsWith('/') && !path.Value.EndsWith('/') && !path.Value.Split('/').Any(part => part is "." or "..") && !path.Value.Contains("//", StringComparison.Ordinal)
            ? path.Value : throw path.Error($"a path is absolute, with no . or .. in it; {path.Value} is not");

    /// <summary>Reads one.</summary>
    public PlacedFile Read(MapReader map)
    {
        string path = PathOf(map.Demand("path"));
        FileRights? rights = ReadRights(map);
        PlacedFile[] found = [.. new PlacedFile?[]
        {
            map.Text("content") is { } content ? new TextFile(path, rights ?? FileRights.File, content.Value) : null,
            map.Text("source") is { } source ? new CopiedFile(path, rights ?? FileRights.File, files.Locate(source)) : null,
            map.Text("link") is { } target ? new LinkedFile(path, target.Value) : null,
        }.OfType<PlacedFile>()];
        map.End();
        return found is [{ } one] ? one : throw map.Map.Error("a file has one of content, source and link");
    }

    private static FileRights? ReadRights(MapReader map)
    {
        TemplateText? mode = map.Text("mode");
        uint owner = (uint)(map.Number("owner", 0, int.MaxValue) ?? 0), group = (uint)(map.Number("group", 0, int.MaxValue) ?? (int)owner);
        return mode is null ? owner == 0 && group == 0 ? null : FileRights.File with { Owner = owner, Group = group } : new FileRights(ModeOf(mode), owner, group);
    }

    private static int ModeOf(TemplateText text)
    {
        try
        {
            return text.Value.Length is 3 or 4 && text.Value.All(char.IsAsciiDigit) ? Convert.ToInt32(text.Value, 8)
                : throw text.Error(string.Create(CultureInfo.InvariantCulture, $"a mode is octal, such as \"0644\"; {text.Value} is not"));
        }
        catch (FormatException)
        {
            throw text.Error($"a mode is octal, such as \"0644\"; {text.Value} is not");
        }
    }
}
