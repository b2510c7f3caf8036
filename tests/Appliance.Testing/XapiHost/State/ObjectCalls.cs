using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>What can be called of every class: its objects, found and read whole or by field.</summary>
internal static class ObjectCalls
{
    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiDatabase database)
    {
        var methods = new Dictionary<string, XapiMethod>();
        foreach (string name in database.Classes)
        {
            methods[$"{name}.get_all"] = new(0, 0, (_, _) => new JsonArray([.. database.All(name).Keys.Select(key => (JsonNode)key)]));
            methods[$"{name}.get_all_records"] = new(0, 0, (_, _) => database.SeeAll(name));
            methods[$"{name}.get_record"] = new(1, 1, (_, arguments) => database.See(name, arguments.Text(0)));
            methods[$"{name}.get_by_uuid"] = new(1, 1, (_, arguments) => ByUuid(database, name, arguments.Text(0)));
            AddFields(methods, database, name);
        }

        return methods;
    }

    private static void AddFields(Dictionary<string, XapiMethod> methods, XapiDatabase database, string name)
    {
        JsonObject fields = XapiRecords.Defaults(name);
        foreach (string field in fields.Select(field => field.Key))
        {
            methods[$"{name}.get_{field}"] = new(1, 1, (_, arguments) => database.See(name, arguments.Text(0))[field]!.DeepClone());
            methods[$"{name}.set_{field}"] = new(2, 2, (_, arguments) => Set(database, name, field, arguments));
        }

        foreach (string map in fields.Where(field => field.Value is JsonObject).Select(field => field.Key))
        {
            methods[$"{name}.add_to_{map}"] = new(3, 3, (_, arguments) => AddTo(database, name, map, arguments));
            methods[$"{name}.remove_from_{map}"] = new(2, 2, (_, arguments) => RemoveFrom(database, name, map, arguments));
        }

        if (fields.ContainsKey("name_label"))
        {
            methods[$"{name}.get_by_name_label"] = new(1, 1, (_, arguments) => ByLabel(database, name, arguments.Text(0)));
        }
    }

    private static JsonValue ByUuid(XapiDatabase database, string name, string uuid)
    {
        string? reference = database.All(name).FirstOrDefault(pair => pair.Value["uuid"]!.ToString() == uuid).Key;
        return JsonValue.Create(reference ?? throw new XapiFailure("UUID_INVALID", name, uuid));
    }

    private static JsonArray ByLabel(XapiDatabase database, string name, string label)
        => new([.. database.All(name).Where(pair => pair.Value["name_label"]!.ToString() == label).Select(pair => (JsonNode)pair.Key)]);

    private static JsonValue Set(XapiDatabase database, string name, string field, XapiArguments arguments)
    {
        JsonNode value = XapiRecords.Coerce(XapiRecords.Defaults(name)[field], arguments, 1);
        database.Get(name, arguments.Text(0))[field] = value;
        return JsonValue.Create("");
    }

    private static JsonValue AddTo(XapiDatabase database, string name, string map, XapiArguments arguments)
    {
        string key = arguments.Text(1);
        if (!database.Get(name, arguments.Text(0))[map]!.AsObject().TryAdd(key, arguments.Text(2)))
        {
            throw new XapiFailure("MAP_DUPLICATE_KEY", name, map, arguments.Text(0), key);
        }

        return JsonValue.Create("");
    }

    private static JsonValue RemoveFrom(XapiDatabase database, string name, string map, XapiArguments arguments)
    {
        database.Get(name, arguments.Text(0))[map]!.AsObject().Remove(arguments.Text(1));
        return JsonValue.Create("");
    }
}
