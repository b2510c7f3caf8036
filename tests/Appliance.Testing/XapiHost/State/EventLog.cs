using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>
/// Tells the changes of objects since a number. Those of fields are found when somebody asks, by comparing what there is with what
/// was seen last, each object once: tests change objects as they like.
/// </summary>
/// <param name="database">The objects.</param>
internal sealed class EventLog(XapiDatabase database)
{
    private readonly Dictionary<string, Dictionary<string, Seen>> _seen = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when something may have changed.</summary>
    public Task Changed => _changed.Task;

    /// <summary>The number of the last change that was seen.</summary>
    public long Last => database.Numbers.Last;

    /// <summary>How many objects there are of each class.</summary>
    public JsonObject Counts => new(database.Classes.Select(name => KeyValuePair.Create(name.ToLowerInvariant(), (JsonNode?)database.All(name).Count)));

    /// <summary>Wakes those who wait.</summary>
    public void Wake()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The changes of a class, or of one of its objects, since a number.</summary>
    /// <param name="name">The class, in any case; one that is not known has none, and <c>*</c> is all.</param>
    /// <param name="reference">The object; null for all.</param>
    /// <param name="since">The number.</param>
    public IEnumerable<JsonObject> Since(string name, string? reference, long since)
        => database.Classes.Where(each => name == "*" || each.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList().SelectMany(each => SinceOf(each, reference, since));

    private List<JsonObject> SinceOf(string name, string? reference, long since)
    {
        Dictionary<string, Seen> seen = _seen.TryGetValue(name, out Dictionary<string, Seen>? known) ? known : _seen[name] = new(StringComparer.Ordinal);
        List<JsonObject> told = [.. database.Write(name, reference).Select(each => Note(seen, each.Reference, each.Json))
            .Where(each => each.Seen.Number > since).Select(each => Tell(name, each.Reference, database.Numbers.MadeAt(each.Reference) > since ? "add" : "mod", each.Seen.Number, each.Seen.Json))];
        told.AddRange(database.Numbers.Gone.Where(each => each.Class == name && (reference is null || each.Reference == reference) && each.Number > since).Select(each => Tell(name, each.Reference, "del", each.Number, null)));
        return told;
    }

    private (string Reference, Seen Seen) Note(Dictionary<string, Seen> seen, string reference, string json)
    {
        if (!seen.TryGetValue(reference, out Seen? before))
        {
            return (reference, seen[reference] = new Seen(database.Numbers.MadeAt(reference), json));
        }

        return (reference, before.Json == json ? before : seen[reference] = new Seen(database.Numbers.Next(), json));
    }

    private static JsonObject Tell(string name, string reference, string operation, long number, string? json)
    {
        var told = new JsonObject { ["id"] = $"{number}", ["timestamp"] = "0.0", ["class"] = name.ToLowerInvariant(), ["operation"] = operation, ["ref"] = reference };
        if (json is not null)
        {
            // It stays a text until somebody looks into it.
            told["snapshot"] = JsonNode.Parse(json);
        }

        return told;
    }

    /// <summary>An object as it was seen last.</summary>
    /// <param name="Number">The number of its last change.</param>
    /// <param name="Json">Its fields then, as clients see them.</param>
    private sealed record Seen(long Number, string Json);
}
