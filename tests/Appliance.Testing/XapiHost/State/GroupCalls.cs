using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>The machines of a vApp are started and ended together.</summary>
internal static class GroupCalls
{
    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VM_appliance.start"] = new(2, 2, (_, arguments) => Start(state, arguments.Text(0), arguments.Flag(1) ? "Paused" : "Running")),
        ["VM_appliance.shutdown"] = new(1, 1, (_, arguments) => Set(state, arguments.Text(0), "Halted")),
        ["VM_appliance.clean_shutdown"] = new(1, 1, (_, arguments) => Set(state, arguments.Text(0), "Halted")),
        ["VM_appliance.hard_shutdown"] = new(1, 1, (_, arguments) => Set(state, arguments.Text(0), "Halted")),
    };

    /// <summary>Starts the machines that are halted; where none is, xapi does not allow it.</summary>
    private static JsonValue Start(XapiState state, string group, string power)
    {
        state.Database.Get("VM_appliance", group);
        return MembersOf(state, group).Any(vm => vm["power_state"]!.ToString() == "Halted") ? Set(state, group, power)
            : throw new XapiFailure("OPERATION_NOT_ALLOWED", "VM_appliance.start: no VM of the appliance is halted");
    }

    private static JsonValue Set(XapiState state, string group, string power)
    {
        state.Database.Get("VM_appliance", group);
        foreach (JsonObject vm in MembersOf(state, group))
        {
            vm["power_state"] = power;
        }

        return JsonValue.Create("");
    }

    private static IEnumerable<JsonObject> MembersOf(XapiState state, string group)
        => state.Database.All("VM").Values.Where(vm => vm["appliance"]!.ToString() == group);
}
