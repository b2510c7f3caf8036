using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Objects are made. What each constructor wants is as recorded: a field that it lacks is an error inside the daemon.</summary>
internal static partial class CreateCalls
{
    private const int MostDevices = 255;

    private static readonly string[] VmFields =
    [
        "name_label", "user_version", "is_a_template", "affinity", "memory_static_max", "memory_dynamic_max", "memory_dynamic_min", "memory_static_min", "VCPUs_params",
        "VCPUs_max", "VCPUs_at_startup", "actions_after_shutdown", "actions_after_reboot", "actions_after_crash", "PV_bootloader", "PV_kernel", "PV_ramdisk", "PV_args",
        "PV_bootloader_args", "PV_legacy_args", "HVM_boot_policy", "HVM_boot_params", "platform", "PCI_bus", "other_config", "recommendations",
    ];

    private static readonly string[] VdiFields = ["SR", "virtual_size", "type", "sharable", "read_only", "other_config"];
    private static readonly string[] VbdFields = ["VM", "VDI", "userdevice", "bootable", "mode", "type", "empty", "other_config", "qos_algorithm_type", "qos_algorithm_params"];
    private static readonly string[] VifFields = ["device", "network", "VM", "MAC", "MTU", "other_config", "qos_algorithm_type", "qos_algorithm_params"];

    // What only other calls set, or the host itself.
    private static readonly string[] NotTaken =
    [
        "uuid", "allowed_operations", "current_operations", "power_state", "appliance", "order", "start_delay", "shutdown_delay", "VBDs", "VIFs", "domid", "resident_on",
        "guest_metrics", "metrics", "currently_attached", "location", "VMs",
    ];

    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VM.create"] = Method(state, "VM", VmFields, (_, _) => { }),
        ["VDI.create"] = Method(state, "VDI", VdiFields, CheckVdi),
        ["VBD.create"] = Method(state, "VBD", VbdFields, CheckVbd),
        ["VIF.create"] = Method(state, "VIF", VifFields, CheckVif),
        ["VM_appliance.create"] = Method(state, "VM_appliance", ["name_label"], (_, _) => { }),
        ["network.create"] = Method(state, "network", ["other_config"], CheckNetwork),
    };

    private static XapiMethod Method(XapiState state, string name, string[] required, Action<XapiState, JsonObject> check) => new(1, 1, (_, arguments) =>
    {
        JsonObject fields = arguments.Map(0);
        if (required.FirstOrDefault(field => !fields.ContainsKey(field)) is { } missing)
        {
            throw new XapiFailure("INTERNAL_ERROR", $"Server_helpers.Dispatcher_FieldNotFound(\"{missing}\")");
        }

        JsonObject record = Typed(name, fields);
        check(state, record);
        return JsonValue.Create(state.Database.Add(name, record));
    });

    /// <summary>A record of the class; what the class does not have is left out, numbers may come as texts.</summary>
    public static JsonObject Typed(string name, JsonObject fields)
    {
        JsonObject record = XapiRecords.Defaults(name);
        foreach ((string field, JsonNode? like) in record.ToList())
        {
            if (fields.ContainsKey(field) && !NotTaken.Contains(field))
            {
                record[field] = XapiRecords.Coerce(like, new XapiArguments([fields[field]]), 0);
            }
        }

        return record;
    }

    private static void CheckVdi(XapiState state, JsonObject record)
    {
        string storage = record["SR"]!.ToString();
        state.Database.Get("SR", storage);
        if (state.FullStorages.Contains(storage))
        {
            throw new XapiFailure("SR_BACKEND_FAILURE_44", "", "There is insufficient space", "");
        }

        record["location"] = Guid.NewGuid().ToString();
    }

    private static void CheckVbd(XapiState state, JsonObject record)
    {
        bool isDrive = record["type"]!.ToString() == "CD";
        string place = FindPlace(state, record);
        record["userdevice"] = place;
        Refuse(isDrive && record["mode"]!.ToString() == "RW", "VBD_CDS_MUST_BE_READONLY");
        Refuse(!isDrive && record["empty"]!.GetValue<bool>(), "VBD_NOT_REMOVABLE_MEDIA", "in constructor");
        Refuse(!int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > MostDevices, "INVALID_DEVICE", place);
        RefuseTaken(state, "VBD", "userdevice", record);
        if (!record["empty"]!.GetValue<bool>())
        {
            state.Database.Get("VDI", record["VDI"]!.ToString());
        }
    }

    /// <summary>The place that was asked for, or the first free one.</summary>
    private static string FindPlace(XapiState state, JsonObject record)
    {
        string vm = record["VM"]!.ToString(), asked = record["userdevice"]!.ToString();
        HashSet<string> taken = [.. state.Database.All("VBD").Values.Where(vbd => vbd["VM"]!.ToString() == vm).Select(vbd => vbd["userdevice"]!.ToString())];
        return asked != "autodetect" ? asked : Enumerable.Range(0, MostDevices).Select(number => $"{number}").First(number => !taken.Contains(number));
    }

    private static void CheckVif(XapiState state, JsonObject record)
    {
        string mac = record["MAC"]!.ToString();
        state.Database.Get("network", record["network"]!.ToString());
        RefuseTaken(state, "VIF", "device", record);
        Refuse(mac.Length > 0 && !Mac().IsMatch(mac), "MAC_INVALID", mac);
        record["MAC_autogenerated"] = mac.Length == 0;
        record["MAC"] = mac.Length > 0 ? mac : string.Create(CultureInfo.InvariantCulture, $"9e:1b:3b:7e:11:{state.Database.All("VIF").Count:x2}");
    }

    private static void CheckNetwork(XapiState state, JsonObject record)
    {
        string bridge = record["bridge"]!.ToString();
        Refuse(bridge.Length > 0, "INVALID_VALUE", "bridge", bridge);
        record["bridge"] = $"xapi{state.Database.All("network").Count}";
    }

    private static void RefuseTaken(XapiState state, string name, string field, JsonObject record)
    {
        string vm = record["VM"]!.ToString(), place = record[field]!.ToString();
        state.Database.Get("VM", vm);
        Refuse(state.Database.All(name).Values.Any(other => other["VM"]!.ToString() == vm && other[field]!.ToString() == place), "DEVICE_ALREADY_EXISTS", place);
    }

    private static void Refuse(bool isWrong, string code, params string[] parameters)
    {
        if (isWrong)
        {
            throw new XapiFailure(code, parameters);
        }
    }

    [GeneratedRegex("^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Mac();
}
