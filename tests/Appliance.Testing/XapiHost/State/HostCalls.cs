using System.Globalization;
using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>What can be asked of a host besides its fields.</summary>
internal static class HostCalls
{
    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiDatabase database) => new()
    {
        ["host.compute_free_memory"] = new(1, 1, (_, arguments) => database.Get("host_metrics", database.Get("host", arguments.Text(0))["metrics"]!.ToString())["memory_free"]!.DeepClone()),
        ["host.get_servertime"] = new(1, 1, (_, arguments) => TimeOf(database, arguments.Text(0))),
    };

    private static JsonValue TimeOf(XapiDatabase database, string host)
    {
        database.Get("host", host);
        return JsonValue.Create(DateTime.UtcNow.ToString("yyyyMMdd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }
}
