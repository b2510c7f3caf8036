using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Machines are made from templates, and get their processors and memory.</summary>
internal static class VmHardwareCalls
{
    private const int MostDisks = 255, MostCards = 16;

    /// <summary>The methods by name. Some take the place of the plain setters.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VM.provision"] = new(1, 1, (_, arguments) => Set(state, arguments.Text(0), ("is_a_template", false))),
        ["VM.set_memory_limits"] = new(5, 5, (_, arguments) => SetMemory(state, arguments)),
        ["VM.set_memory_dynamic_range"] = new(3, 3, (_, arguments) => SetDynamicMemory(state, arguments.Text(0), arguments.Number(1), arguments.Number(2))),
        ["VM.set_VCPUs_number_live"] = new(2, 2, (_, arguments) => SetLiveCpus(state, arguments.Text(0), arguments.Number(1))),
        ["VM.set_VCPUs_max"] = new(2, 2, (_, arguments) => SetMostCpus(state, arguments.Text(0), arguments.Number(1))),
        ["VM.set_VCPUs_at_startup"] = new(2, 2, (_, arguments) => SetCpus(state, arguments.Text(0), arguments.Number(1))),
        ["VM.get_allowed_VBD_devices"] = new(1, 1, (_, arguments) => Free(state, "VBD", "userdevice", MostDisks, arguments.Text(0))),
        ["VM.get_allowed_VIF_devices"] = new(1, 1, (_, arguments) => Free(state, "VIF", "device", MostCards, arguments.Text(0))),
    };

    private static JsonValue SetMemory(XapiState state, XapiArguments arguments)
    {
        Demand(state, arguments.Text(0), "Halted");
        long staticMin = arguments.Number(1), staticMax = arguments.Number(2), dynamicMin = arguments.Number(3), dynamicMax = arguments.Number(4);
        if (staticMin > dynamicMin || dynamicMin > dynamicMax || dynamicMax > staticMax)
        {
            throw new XapiFailure("MEMORY_CONSTRAINT_VIOLATION_ORDER");
        }

        return Set(
            state, arguments.Text(0),
            ("memory_static_min", staticMin), ("memory_static_max", staticMax), ("memory_dynamic_min", dynamicMin), ("memory_dynamic_max", dynamicMax));
    }

    private static JsonValue SetDynamicMemory(XapiState state, string vm, long least, long most)
    {
        JsonObject record = state.Database.Get("VM", vm);
        if (least < record["memory_static_min"]!.GetValue<long>() || least > most || most > record["memory_static_max"]!.GetValue<long>())
        {
            throw new XapiFailure("MEMORY_CONSTRAINT_VIOLATION_ORDER");
        }

        return Set(state, vm, ("memory_dynamic_min", least), ("memory_dynamic_max", most));
    }

    private static JsonValue SetMostCpus(XapiState state, string vm, long count)
    {
        Demand(state, vm, "Halted");
        return count < state.Database.Get("VM", vm)["VCPUs_at_startup"]!.GetValue<long>()
            ? throw new XapiFailure("INVALID_VALUE", "VCPU values must satisfy: 0 < VCPUs_at_startup ≤ VCPUs_max", $"{count}")
            : Set(state, vm, ("VCPUs_max", count));
    }

    private static void Demand(XapiState state, string vm, string power)
    {
        string seen = state.Database.Get("VM", vm)["power_state"]!.ToString();
        if (seen != power)
        {
            throw new XapiFailure("VM_BAD_POWER_STATE", vm, power.ToLowerInvariant(), seen.ToLowerInvariant());
        }
    }

    private static JsonValue SetLiveCpus(XapiState state, string vm, long count)
    {
        Demand(state, vm, "Running");
        return SetCpus(state, vm, count);
    }

    private static JsonValue SetCpus(XapiState state, string vm, long count)
    {
        if (count < 1 || count > state.Database.Get("VM", vm)["VCPUs_max"]!.GetValue<long>())
        {
            throw new XapiFailure("INVALID_VALUE", "VCPU values must satisfy: 0 < VCPUs_at_startup ≤ VCPUs_max", $"{count}");
        }

        return Set(state, vm, ("VCPUs_at_startup", count));
    }

    private static JsonValue Set(XapiState state, string vm, params (string Field, JsonNode Value)[] fields)
    {
        JsonObject record = state.Database.Get("VM", vm);
        foreach ((string field, JsonNode value) in fields)
        {
            record[field] = value;
        }

        return JsonValue.Create("");
    }

    private static JsonArray Free(XapiState state, string name, string field, int most, string vm)
    {
        state.Database.Get("VM", vm);
        HashSet<string> taken = [.. state.Database.All(name).Values.Where(part => part["VM"]!.ToString() == vm).Select(part => part[field]!.ToString())];
        return new JsonArray([.. Enumerable.Range(0, most).Select(number => $"{number}").Where(number => !taken.Contains(number)).Select(number => (JsonNode)number)]);
    }
}
