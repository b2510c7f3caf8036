using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Objects are removed. A machine takes its drives and cards along, and leaves its disks.</summary>
internal static class DestroyCalls
{
    private static readonly string[] Gone = ["Halted", "Suspended"];

    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VM.destroy"] = Method(reference => DestroyVm(state, reference)),
        ["VDI.destroy"] = Method(reference => DestroyVdi(state, reference)),
        ["VBD.destroy"] = Method(reference => DestroyPart(state, "VBD", reference)),
        ["VIF.destroy"] = Method(reference => DestroyPart(state, "VIF", reference)),
        ["VM_appliance.destroy"] = Method(reference => state.Database.Remove("VM_appliance", reference)),
        ["network.destroy"] = Method(reference => DestroyNetwork(state, reference)),
    };

    private static XapiMethod Method(Action<string> destroy) => new(1, 1, (_, arguments) =>
    {
        destroy(arguments.Text(0));
        return JsonValue.Create("");
    });

    private static void DestroyPart(XapiState state, string name, string reference)
    {
        JsonObject part = state.Database.Get(name, reference);
        if (part["currently_attached"]!.GetValue<bool>())
        {
            string vm = state.Database.Get("VM", part["VM"]!.ToString())["uuid"]!.ToString();
            throw new XapiFailure("OPERATION_NOT_ALLOWED", name == "VIF" ? "VIF currently attached to a running VM" : $"VBD '{part["uuid"]}' still attached to '{vm}'");
        }

        state.Database.Remove(name, reference);
    }

    private static void DestroyVm(XapiState state, string vm)
    {
        JsonObject record = state.Database.Get("VM", vm);
        string power = record["power_state"]!.ToString();
        if (!Gone.Contains(power))
        {
            throw new XapiFailure("VM_BAD_POWER_STATE", vm, "halted, suspended", power.ToLowerInvariant());
        }

        foreach (string name in (string[])["VBD", "VIF"])
        {
            foreach (string part in state.Database.All(name).Where(pair => pair.Value["VM"]!.ToString() == vm).Select(pair => pair.Key).ToList())
            {
                state.Database.Remove(name, part);
            }
        }

        state.Database.Remove("VM", vm);
    }

    private static void DestroyNetwork(XapiState state, string network)
    {
        string[] on = [.. state.Database.All("PIF").Where(pif => pif.Value["network"]!.ToString() == network).Select(pif => pif.Key)];
        if (on.Length > 0)
        {
            throw new XapiFailure("NETWORK_CONTAINS_PIF", on);
        }

        state.Database.Remove("network", network);
    }

    private static void DestroyVdi(XapiState state, string vdi)
    {
        state.Database.Get("VDI", vdi);
        bool isUsed = state.Database.All("VBD").Values.Any(vbd => vbd["VDI"]!.ToString() == vdi && !Gone.Contains(state.Database.Get("VM", vbd["VM"]!.ToString())["power_state"]!.ToString()));
        if (isUsed)
        {
            throw new XapiFailure("VDI_IN_USE", vdi, "destroy");
        }

        state.Database.Remove("VDI", vdi);
    }
}
