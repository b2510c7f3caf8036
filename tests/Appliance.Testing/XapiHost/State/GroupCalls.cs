using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>The machines of a vApp are started and ended together.</summary>
internal static class GroupCalls
{
    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VM_appliance.start"] = new(2, 2, (_, arguments) => Set(state, arguments.Text(0), arguments.Flag(1) ? "Paused" : "Running")),
        ["VM_appliance.shutdown"] = new(1, 1, (_, arguments) => Set(state, arguments.Text(0), "Halted")),
        ["VM_appliance.clean_shutdown"] = new(1, 1, (_, arguments) => Set(state, arguments.Text(0), "Halted")),
        ["VM_appliance.hard_shutdown"] = new(1, 1, (_, arguments) => Set(state, arguments.Text(0), "Halted")),
    };

    private static JsonValue Set(XapiState state, string group, string power)
    {
        state.Database.Get("VM_appliance", group);
        foreach (JsonObject vm in state.Database.All("VM").Values.Where(vm => vm["appliance"]!.ToString() == group))
        {
            vm["power_state"] = power;
        }

        return JsonValue.Create("");
    }
}
