using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Machines are moved between hosts and pools. What is asked for first is as xapi_vm_migrate.ml has it.</summary>
internal static class MoveCalls
{
    private static readonly string[] Movable = ["Halted", "Suspended", "Running"];

    /// <summary>The methods by name. The last parameter of some came with a later release.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["host.migrate_receive"] = new(3, 3, (session, arguments) => Receive(state, session, arguments)),
        ["VM.get_possible_hosts"] = new(1, 1, (_, arguments) => new JsonArray([.. Possible(state, arguments.Text(0)).Select(host => (JsonNode)host)])),
        ["VM.assert_can_boot_here"] = new(2, 2, (_, arguments) => Nothing(() => DemandBoot(state, arguments.Text(0), arguments.Text(1), seesStorage: true))),
        ["VM.assert_can_migrate"] = new(6, 7, (_, arguments) => Nothing(() => new MoveCall(state, arguments).Demand())),
        ["VM.pool_migrate"] = new(3, 3, (_, arguments) => MoveMemory(state, arguments)),
        ["VM.migrate_send"] = new(6, 7, (_, arguments) => MoveWhole(state, new MoveCall(state, arguments))),
    };

    /// <summary>Refuses a machine that a host cannot run.</summary>
    public static void DemandBoot(XapiState state, string vm, string host, bool seesStorage)
    {
        JsonObject machine = state.Database.Get("VM", vm), record = state.Database.Get("host", host);
        if (!record["enabled"]!.GetValue<bool>())
        {
            throw new XapiFailure("HOST_DISABLED", host);
        }

        if (seesStorage && StoragesOf(state, vm).FirstOrDefault(storage => !Sees(state, host, storage)) is { } hidden)
        {
            throw new XapiFailure("VM_REQUIRES_SR", vm, hidden);
        }

        long needed = machine["memory_dynamic_max"]!.GetValue<long>(), free = state.Database.Get("host_metrics", record["metrics"]!.ToString())["memory_free"]!.GetValue<long>();
        if (machine["resident_on"]!.ToString() != host && needed > free)
        {
            throw new XapiFailure("HOST_NOT_ENOUGH_FREE_MEMORY", $"{needed}", $"{free}");
        }
    }

    /// <summary>Refuses a machine whose state does not allow an operation.</summary>
    public static void DemandState(XapiState state, string vm, string[] wanted)
    {
        string power = state.Database.Get("VM", vm)["power_state"]!.ToString();
        if (!wanted.Contains(power))
        {
            throw new XapiFailure("VM_BAD_POWER_STATE", vm, string.Join(", ", wanted).ToLowerInvariant(), power.ToLowerInvariant());
        }
    }

    /// <summary>The disks of a machine, by reference.</summary>
    public static IEnumerable<string> DisksOf(XapiState state, string vm) => state.Database.All("VBD").Values
        .Where(vbd => vbd["VM"]!.ToString() == vm && vbd["type"]!.ToString() == "Disk").Select(vbd => vbd["VDI"]!.ToString()).Where(state.Database.All("VDI").ContainsKey).ToList();

    private static bool Sees(XapiState state, string host, string storage)
        => state.Database.All("PBD").Values.Any(plug => plug["host"]!.ToString() == host && plug["SR"]!.ToString() == storage && plug["currently_attached"]!.GetValue<bool>());

    private static IEnumerable<string> StoragesOf(XapiState state, string vm) => DisksOf(state, vm).Select(disk => state.Database.Get("VDI", disk)["SR"]!.ToString());

    private static JsonValue Nothing(Action demand)
    {
        demand();
        return JsonValue.Create("");
    }

    private static IEnumerable<string> Possible(XapiState state, string vm)
    {
        foreach (string host in state.Database.All("host").Keys)
        {
            bool isPossible = true;
            try
            {
                DemandBoot(state, vm, host, seesStorage: true);
            }
            catch (XapiFailure)
            {
                isPossible = false;
            }

            if (isPossible)
            {
                yield return host;
            }
        }
    }

    private static JsonObject Receive(XapiState state, string session, XapiArguments arguments)
    {
        string host = arguments.Text(0), address = state.Database.Get("host", host)["address"]!.ToString();
        state.Database.Get("network", arguments.Text(1));
        arguments.Map(2);
        // One of its own, which lives for a day where nobody ends it.
        string opened = state.OpenSession(state.Database.Get("session", session)["auth_user_name"]!.ToString(), "migration");
        return new JsonObject
        {
            ["SM"] = $"http://{address}/services/SM?session_id={opened}", ["xenops"] = $"http://{address}/services/xenops?session_id={opened}",
            ["master"] = $"http://{address}/", ["host"] = host, ["session_id"] = opened,
        };
    }

    private static JsonValue MoveMemory(XapiState state, XapiArguments arguments)
    {
        string vm = arguments.Text(0), host = arguments.Text(1);
        arguments.Map(2);
        DemandState(state, vm, ["Running"]);
        DemandBoot(state, vm, host, seesStorage: true);
        Pass(state);
        state.Database.Get("VM", vm)["resident_on"] = host;
        return JsonValue.Create("");
    }

    private static JsonValue MoveWhole(XapiState state, MoveCall call)
    {
        DemandState(state, call.Vm, Movable);
        call.Demand();
        Pass(state);
        return JsonValue.Create(call.Run());
    }

    /// <summary>What may come between.</summary>
    private static void Pass(XapiState state)
    {
        if (state.HoldsMoves)
        {
            throw new StillWaiting();
        }

        if (state.BreaksMoves)
        {
            throw new XapiFailure("MIRROR_FAILED", state.Database.All("VDI").FirstOrDefault().Key ?? XapiDatabase.Null);
        }
    }
}
