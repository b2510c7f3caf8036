using System.Globalization;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what a template declares of its parameters, and gives them their values.</summary>
/// <param name="template">The whole template.</param>
internal sealed class ParameterReader(TemplateMap template)
{
    /// <summary>The key of the declarations.</summary>
    public const string Key = "parameters";

    private const int LongestSecret = 64 << 10;

    private static readonly Dictionary<string, ParameterType> Types = new(StringComparer.Ordinal)
    {
        ["text"] = ParameterType.Text, ["number"] = ParameterType.Number, ["flag"] = ParameterType.Flag, ["size"] = ParameterType.Size, ["secret"] = ParameterType.Secret,
    };

    /// <summary>All that are declared, and the value of each.</summary>
    /// <param name="options">What the user says.</param>
    /// <exception cref="TemplateException">A declaration is wrong, or a value is missing or of another type.</exception>
    public IReadOnlyDictionary<string, (TemplateParameter Parameter, string Value)> Read(TemplateOptions options)
    {
        var values = new Dictionary<string, (TemplateParameter, string)>(StringComparer.Ordinal);
        foreach (TemplateEntry entry in new MapReader(template, "").Submap(Key)?.Map.Entries ?? [])
        {
            TemplateParameter parameter = Declare(entry);
            values[entry.Key] = (parameter, ValueOf(parameter, entry, options));
        }

        if (options.Values.Keys.Concat(options.SecretFiles.Keys).FirstOrDefault(name => !values.ContainsKey(name)) is { } unknown)
        {
            throw new TemplateException(template.Place, $"has no parameter {unknown}; it has {(values.Count == 0 ? "none" : string.Join(", ", values.Keys))}");
        }

        return values;
    }

    private static bool IsName(string text)
        => text.Length is > 0 and <= 63 && char.IsAsciiLetterLower(text[0]) && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_');

    private static TemplateParameter Declare(TemplateEntry entry)
    {
        if (!IsName(entry.Key))
        {
            throw new TemplateException(entry.Place, $"the name of a parameter has small letters, digits, - and _, a letter first; {entry.Key} does not");
        }

        var map = new MapReader(entry.Value as TemplateMap ?? throw entry.Value.Error($"parameters.{entry.Key} is a map of keys and values, not {entry.Value.Kind}"), $"{Key}.{entry.Key}");
        ParameterType type = map.Choice("type", Types) ?? ParameterType.Text;
        TemplateText? usual = map.Text("default");
        var parameter = new TemplateParameter(entry.Key, type) { Description = map.Text("description")?.Value, Default = usual?.Value };
        map.End();
        if (usual is not null && (type == ParameterType.Secret || !Fits(type, usual.Value)))
        {
            throw usual.Error(type == ParameterType.Secret ? "a secret has no default: it comes from a file" : $"the default of {entry.Key} is {WordOf(type)}, not {usual.Value}");
        }

        return parameter;
    }

    private static string ValueOf(TemplateParameter parameter, TemplateEntry entry, TemplateOptions options)
    {
        if (parameter.Type == ParameterType.Secret)
        {
            return options.SecretFiles.TryGetValue(parameter.Name, out string? file) ? ReadSecret(file, entry)
                : throw new TemplateException(entry.Place, $"the secret {parameter.Name} is missing: give --secret {parameter.Name}=FILE");
        }

        if (options.SecretFiles.ContainsKey(parameter.Name))
        {
            throw new TemplateException(entry.Place, $"{parameter.Name} is no secret: give --set {parameter.Name}=VALUE");
        }

        string value = options.Values.GetValueOrDefault(parameter.Name) ?? parameter.Default
            ?? throw new TemplateException(entry.Place, $"{parameter.Name} has no default: give --set {parameter.Name}=VALUE");
        return Fits(parameter.Type, value) ? value : throw new TemplateException(entry.Place, $"{parameter.Name} is {WordOf(parameter.Type)}, not {value}");
    }

    private static string ReadSecret(string file, TemplateEntry entry)
    {
        try
        {
            return new FileInfo(file).Length <= LongestSecret ? File.ReadAllText(file).TrimEnd('\n', '\r')
                : throw new TemplateException(entry.Place, $"the file of the secret {entry.Key} is longer than {LongestSecret} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException(entry.Place, $"the file of the secret {entry.Key} cannot be read: {e.Message}");
        }
    }

    private static bool Fits(ParameterType type, string value) => type switch
    {
        ParameterType.Number => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ParameterType.Flag => value is "true" or "false",
        ParameterType.Size => TemplateSize.TryParse(value) is not null,
        _ => !value.Any(char.IsControl),
    };

    private static string WordOf(ParameterType type) => type switch
    {
        ParameterType.Number => "a whole number",
        ParameterType.Flag => "true or false",
        ParameterType.Size => "a size such as 512MiB",
        _ => "one line of text",
    };
}
