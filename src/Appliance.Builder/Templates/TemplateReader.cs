using Appliance.Builder.Templates.Reading;

namespace Appliance.Builder.Templates;

/// <summary>Reads templates: their files, profiles and parameters, and all that they say. Nothing is built, fetched or run.</summary>
public static class TemplateReader
{
    /// <summary>The file that a template begins with.</summary>
    public const string FileName = "template.yaml";

    private const string Profiles = "profiles";
    private const int Newest = 1;

    /// <summary>Reads a template.</summary>
    /// <param name="path">Its folder, or a file in it.</param>
    /// <param name="options">What the user says.</param>
    /// <exception cref="TemplateException">It is not as it has to be.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static Template Read(string path, TemplateOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        string file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        string folder = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var files = new TemplateFiles(folder);
        TemplateMap map = Choose(files.Read(Path.GetFileName(file)), options.Profiles);
        var parameters = new ParameterReader(map).Read(options);
        TestReader.GuardSecrets(map, parameters.Values.Select(pair => pair.Parameter));
        var values = parameters.ToDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal);
        var filled = (TemplateMap)new Substitution(values).Apply(map.Without(ParameterReader.Key));
        Template template = new TemplateParts(new MapReader(filled, ""), files, folder).Read(Newest);
        return template with { Origin = Describe(Path.GetFileName(file), options, parameters.Values, files) };
    }

    private static TemplateOrigin Describe(string file, TemplateOptions options, IEnumerable<(TemplateParameter Parameter, string Value)> parameters, TemplateFiles files)
    {
        ILookup<bool, (TemplateParameter Parameter, string Value)> bySecrecy = parameters.ToLookup(pair => pair.Parameter.Type == ParameterType.Secret);
        return new TemplateOrigin
        {
            File = file,
            Profiles = options.Profiles,
            Parameters = bySecrecy[false].ToDictionary(pair => pair.Parameter.Name, pair => pair.Value, StringComparer.Ordinal),
            Secrets = [.. bySecrecy[true].Select(pair => pair.Parameter.Name)],
            Files = [.. files.Used],
        };
    }

    /// <summary>Lays the profiles that are wanted over the rest.</summary>
    private static TemplateMap Choose(TemplateMap map, IReadOnlyList<string> wanted)
    {
        TemplateMap? all = map.Find(Profiles) switch
        {
            null => null,
            TemplateMap profiles => profiles,
            { } other => throw other.Error($"{Profiles} is a map of profiles, not {other.Kind}"),
        };
        return wanted.Aggregate(map.Without(Profiles), (chosen, name) => chosen.Under(all?.Find(name) as TemplateMap
            ?? throw map.Error($"has no profile {name}; it has {(all is null ? "none" : string.Join(", ", all.Entries.Select(entry => entry.Key)))}")));
    }
}
