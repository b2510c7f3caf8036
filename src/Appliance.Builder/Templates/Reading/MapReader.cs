using System.Globalization;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Takes the values of a map, each of its kind; what nobody has taken at the end is unknown.</summary>
/// <param name="map">The map.</param>
/// <param name="path">Where it is in the template: <c>disk.partitions</c>.</param>
internal sealed class MapReader(TemplateMap map, string path)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Where it stands.</summary>
    public TemplateMap Map => map;

    /// <summary>A value of any kind; null where it is not there.</summary>
    public TemplateNode? Find(string key)
    {
        _taken.Add(key);
        return map.Find(key) is TemplateText { IsNull: true } ? null : map.Find(key);
    }

    /// <summary>A text; null where it is not there.</summary>
    public TemplateText? Text(string key) => Find(key) switch
    {
        null => null,
        TemplateText text => text,
        { } other => throw other.Error($"{NameOf(key)} is a text, not {other.Kind}"),
    };

    /// <summary>A text that has to be there.</summary>
    public TemplateText Demand(string key) => Text(key) ?? throw map.Error($"{NameOf(key)} is missing");

    /// <summary>A text of a few; null where it is not there.</summary>
    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> choices)
        where T : struct
        => Text(key) is { } text
            ? choices.TryGetValue(text.Value, out T value) ? value : throw text.Error($"{NameOf(key)} is {string.Join(", ", choices.Keys)}, not {text.Value}")
            : null;

    /// <summary>A whole number; null where it is not there.</summary>
    public int? Number(string key, int least, int most)
        => Text(key) is { } text
            ? int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
                ? value : throw text.Error($"{NameOf(key)} is a number from {least} to {most}, not {text.Value}")
            : null;

    /// <summary>Yes or no; null where it is not there.</summary>
    public bool? Flag(string key) => Text(key) is { } text
        ? text.Value switch { "true" => true, "false" => false, _ => throw text.Error($"{NameOf(key)} is true or false, not {text.Value}") }
        : null;

    /// <summary>Bytes, from a number with a unit: <c>512MiB</c>; null where it is not there.</summary>
    public long? Size(string key) => Text(key) is { } text
        ? TemplateSize.TryParse(text.Value) ?? throw text.Error($"{NameOf(key)} is a size such as 512MiB or 4GiB, not {text.Value}")
        : null;

    /// <summary>A length of time, from a number with a unit: <c>30s</c>; null where it is not there.</summary>
    public TimeSpan? Time(string key, TimeSpan most) => Text(key) is { } text
        ? TemplateTime.TryParse(text.Value) is { } time && time <= most ? time : throw text.Error($"{NameOf(key)} is a time such as 30s or 5m, at most {most.TotalMinutes}m, not {text.Value}")
        : null;

    /// <summary>A map; null where it is not there.</summary>
    public MapReader? Submap(string key) => Find(key) switch
    {
        null => null,
        TemplateMap inner => new MapReader(inner, NameOf(key)),
        { } other => throw other.Error($"{NameOf(key)} is a map of keys and values, not {other.Kind}"),
    };

    /// <summary>A list; empty where it is not there.</summary>
    public IEnumerable<TemplateNode> List(string key) => Find(key) switch
    {
        null => [],
        TemplateList list => list.Items,
        { } other => throw other.Error($"{NameOf(key)} is a list, not {other.Kind}"),
    };

    /// <summary>A list of texts; empty where it is not there.</summary>
    public IEnumerable<TemplateText> Texts(string key)
        => List(key).Select(item => item as TemplateText ?? throw item.Error($"{NameOf(key)} is a list of texts, and this is {item.Kind}"));

    /// <summary>A list of maps; empty where it is not there.</summary>
    public IEnumerable<MapReader> Maps(string key)
        => List(key).Select(item => item is TemplateMap inner ? new MapReader(inner, NameOf(key)) : throw item.Error($"{NameOf(key)} is a list of maps, and this is {item.Kind}"));

    /// <summary>Refuses what was not taken.</summary>
    /// <exception cref="TemplateException">There is such a key.</exception>
    public void End()
    {
        if (map.Entries.FirstOrDefault(entry => !_taken.Contains(entry.Key)) is { } unknown)
        {
            throw new TemplateException(unknown.Place, $"there is no {NameOf(unknown.Key)}; known are {string.Join(", ", _taken.Order(StringComparer.Ordinal))}");
        }
    }

    private string NameOf(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
