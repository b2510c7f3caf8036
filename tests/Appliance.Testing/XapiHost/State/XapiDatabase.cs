using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>The objects of a pool, by class and reference.</summary>
public sealed class XapiDatabase
{
    /// <summary>The reference that refers to nothing.</summary>
    public const string Null = "OpaqueRef:NULL";

    private readonly Dictionary<string, OrderedDictionary<string, JsonObject>> _classes = new(StringComparer.Ordinal);

    /// <summary>The classes, as they are written in calls.</summary>
    public IEnumerable<string> Classes => _classes.Keys;

    /// <summary>Counts what is made and removed.</summary>
    internal ChangeNumbers Numbers { get; } = new();

    /// <summary>Makes a class known.</summary>
    public void AddClass(string name) => _classes.Add(name, []);

    /// <summary>All objects of a class, by reference.</summary>
    public IReadOnlyDictionary<string, JsonObject> All(string name) => _classes[name];

    /// <summary>An object as clients see it: with the objects that refer to it.</summary>
    /// <exception cref="XapiFailure">It is not there.</exception>
    public JsonObject See(string name, string reference) => See(name, [KeyValuePair.Create(reference, Get(name, reference))])[reference]!.AsObject();

    /// <summary>All objects of a class as clients see them.</summary>
    public JsonObject SeeAll(string name) => See(name, _classes[name]);

    /// <summary>Objects of a class as clients see them, in JSON. Nothing is copied: there may be many.</summary>
    /// <param name="name">The class.</param>
    /// <param name="reference">The only one; null for all.</param>
    internal IEnumerable<(string Reference, string Json)> Write(string name, string? reference)
    {
        (string Field, ILookup<string, string> From)[] backs = [.. XapiRecords.BackReferences(name)
            .Select(back => (back.Field, _classes[back.Other].ToLookup(pair => pair.Value[back.Back]!.ToString(), pair => pair.Key, StringComparer.Ordinal)))];
        IEnumerable<KeyValuePair<string, JsonObject>> objects = reference is null ? _classes[name] : _classes[name].Where(pair => pair.Key == reference);
        return objects.Select(pair => (pair.Key, JsonView.Write(pair.Value, backs.Select(back => (back.Field, back.From[pair.Key])))));
    }

    private JsonObject See(string name, IEnumerable<KeyValuePair<string, JsonObject>> objects)
    {
        var seen = new JsonObject(objects.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.DeepClone())));
        foreach ((string field, string other, string back) in XapiRecords.BackReferences(name))
        {
            foreach ((string from, JsonObject record) in _classes[other])
            {
                seen[record[back]!.ToString()]?[field]!.AsArray().Add(from);
            }
        }

        return seen;
    }

    /// <summary>Adds an object.</summary>
    /// <returns>Its reference.</returns>
    public string Add(string name, JsonObject record)
    {
        ArgumentNullException.ThrowIfNull(record);
        string reference = $"OpaqueRef:{Guid.NewGuid()}";
        record["uuid"] = Guid.NewGuid().ToString();
        _classes[name].Add(reference, record);
        Numbers.Make(reference);
        return reference;
    }

    /// <summary>An object.</summary>
    /// <exception cref="XapiFailure">It is not there.</exception>
    public JsonObject Get(string name, string reference)
        => _classes[name].GetValueOrDefault(reference) ?? throw new XapiFailure("HANDLE_INVALID", name, reference);

    /// <summary>Removes an object.</summary>
    /// <exception cref="XapiFailure">It is not there.</exception>
    public void Remove(string name, string reference)
    {
        Get(name, reference);
        _classes[name].Remove(reference);
        Numbers.Remove(name, reference);
    }
}
