using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Drives and cards are put into running machines and taken out, and disks are grown.</summary>
internal static class PlugCalls
{
    private const string Running = "Running", Attached = "currently_attached";

    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VBD.plug"] = Method(state, "VBD", isPlugged: true),
        ["VBD.unplug"] = Method(state, "VBD", isPlugged: false),
        ["VIF.plug"] = Method(state, "VIF", isPlugged: true),
        ["VIF.unplug"] = Method(state, "VIF", isPlugged: false),
        ["VDI.resize"] = new(2, 2, (_, arguments) => Resize(state, arguments.Text(0), arguments.Number(1))),
    };

    private static XapiMethod Method(XapiState state, string name, bool isPlugged) => new(1, 1, (_, arguments) =>
    {
        string reference = arguments.Text(0);
        JsonObject part = state.Database.Get(name, reference);
        string vm = part["VM"]!.ToString(), power = state.Database.Get("VM", vm)["power_state"]!.ToString();
        if (power != Running)
        {
            throw new XapiFailure("VM_BAD_POWER_STATE", vm, "running", power.ToLowerInvariant());
        }

        if (part[Attached]!.GetValue<bool>() == isPlugged)
        {
            throw new XapiFailure(isPlugged ? "DEVICE_ALREADY_ATTACHED" : "DEVICE_ALREADY_DETACHED", reference);
        }

        part[Attached] = state.WithoutAgent.Contains(vm) ? throw new XapiFailure("VM_MISSING_PV_DRIVERS", vm) : isPlugged;
        return JsonValue.Create("");
    });

    private static JsonValue Resize(XapiState state, string vdi, long size)
    {
        state.Database.Get("VDI", vdi)["virtual_size"] = size;
        return JsonValue.Create("");
    }
}
