using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads a YAML file as nodes that know where they stand. Aliases are refused: they make small files large.</summary>
internal static class YamlFile
{
    private const int LongestFile = 1 << 20;
    private const int Deepest = 32;

    /// <summary>Reads one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="TemplateException">It is no YAML, or none of this kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TemplateMap Read(string path, string name)
    {
        using var file = new StreamReader(path);
        if (file.BaseStream.Length > LongestFile)
        {
            throw new TemplateException(new Place(name, 1, 1), $"has {file.BaseStream.Length} bytes, and a template is read up to {LongestFile}");
        }

        try
        {
            var events = new Parser(file);
            RefuseAliases(path, name);
            var yaml = new YamlStream();
            yaml.Load(events);
            return yaml.Documents switch
            {
                [{ RootNode: YamlMappingNode root }] => (TemplateMap)Convert(root, name, 0),
                [] => throw new TemplateException(new Place(name, 1, 1), "is empty"),
                [{ RootNode: { } root }] => throw new TemplateException(PlaceOf(root.Start, name), "a template is a map of keys and values"),
                _ => throw new TemplateException(PlaceOf(yaml.Documents[1].RootNode.Start, name), "a template is one document"),
            };
        }
        catch (YamlException e)
        {
            throw new TemplateException(PlaceOf(e.Start, name), $"is no YAML: {e.Message}");
        }
    }

    private static void RefuseAliases(string path, string name)
    {
        using var file = new StreamReader(path);
        var events = new Parser(file);
        while (events.MoveNext())
        {
            if (events.Current is YamlDotNet.Core.Events.AnchorAlias alias)
            {
                throw new TemplateException(PlaceOf(alias.Start, name), "aliases are not taken; use include or parameters");
            }
        }
    }

    private static TemplateNode Convert(YamlNode node, string name, int depth)
    {
        Place place = PlaceOf(node.Start, name);
        if (depth > Deepest)
        {
            throw new TemplateException(place, $"is deeper than {Deepest} levels");
        }

        return node switch
        {
            YamlScalarNode text => new TemplateText(place, text.Value ?? "", IsNull(text)),
            YamlSequenceNode list => new TemplateList(place, [.. list.Children.Select(item => Convert(item, name, depth + 1))]),
            YamlMappingNode map => new TemplateMap(place, [.. map.Children.Select(pair => new TemplateEntry(
                PlaceOf(pair.Key.Start, name), pair.Key is YamlScalarNode key ? key.Value ?? "" : throw new TemplateException(place, "a key is a text"), Convert(pair.Value, name, depth + 1)))]),
            _ => throw new TemplateException(place, "is not understood"),
        };
    }

    private static bool IsNull(YamlScalarNode text) => text.Style == ScalarStyle.Plain && text.Value is null or "" or "~" or "null";

    private static Place PlaceOf(Mark mark, string name) => new(name, mark.Line, mark.Column);
}
