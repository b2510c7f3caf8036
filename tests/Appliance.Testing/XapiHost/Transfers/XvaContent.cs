using System.Text.Json.Nodes;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Transfers;

/// <summary>What <c>ova.xml</c> of an XVA describes, and what a pool makes of it. A field that xapi insists on and is missing ends the import.</summary>
/// <param name="state">What the pool knows.</param>
/// <param name="storage">The storage that all disks go to.</param>
internal sealed class XvaContent(XapiState state, string storage)
{
    // Those of xapi 26.17 that have no default.
    private static readonly Dictionary<string, string> Required = new(StringComparer.Ordinal)
    {
        ["VM"] = "uuid user_version is_a_template resident_on affinity memory_static_max memory_dynamic_max memory_dynamic_min memory_static_min VCPUs_params VCPUs_max VCPUs_at_startup "
            + "actions_after_shutdown actions_after_reboot actions_after_crash PV_bootloader PV_kernel PV_ramdisk PV_args PV_bootloader_args PV_legacy_args HVM_boot_policy HVM_boot_params platform "
            + "PCI_bus other_config domid domarch is_control_domain metrics guest_metrics recommendations",
        ["VBD"] = "uuid VM VDI userdevice bootable mode type storage_lock empty other_config status_code status_detail runtime_properties qos_algorithm_type qos_algorithm_params qos_supported_algorithms",
        ["VDI"] = "uuid SR virtual_size physical_utilisation type sharable read_only other_config storage_lock managed missing parent",
        ["SR"] = "uuid virtual_allocation physical_utilisation physical_size type content_type shared other_config",
        ["VIF"] = "uuid device network VM MAC MTU other_config status_code status_detail runtime_properties qos_algorithm_type qos_algorithm_params qos_supported_algorithms",
        ["network"] = "uuid other_config",
    };

    private static readonly string[] VersionKeys = ["hostname", "date", "product_version", "product_brand", "build_number", "xapi_major", "xapi_minor"];

    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);

    /// <summary>The machines, in the order of the file.</summary>
    public List<string> Machines { get; } = [];

    /// <summary>The disks whose content follows, in its order: their names in the file and their references.</summary>
    public SortedDictionary<string, string> Disks { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes everything.</summary>
    /// <param name="ova">The content of <c>ova.xml</c>.</param>
    /// <exception cref="XapiFailure">It is refused.</exception>
    public void Make(JsonObject ova)
    {
        JsonObject version = ova["version"]!.AsObject();
        Demand(VersionKeys.FirstOrDefault(key => !version.ContainsKey(key)), key => $"Failed to find key '{key}' in version data");
        ILookup<string, JsonObject> objects = ova["objects"]!.AsArray().Select(each => each!.AsObject()).ToLookup(each => each["class"]!.ToString(), StringComparer.Ordinal);
        foreach ((string name, string fields) in Required)
        {
            foreach (JsonObject each in objects[name])
            {
                Demand(fields.Split(' ').FirstOrDefault(field => !each["snapshot"]!.AsObject().ContainsKey(field)), field => $"Field {field} not present in rpc");
            }
        }

        HashSet<string> streamed = [.. objects["VBD"].Where(drive => drive["snapshot"]!["type"]!.ToString() != "CD").Select(drive => drive["snapshot"]!["VDI"]!.ToString())];
        foreach (JsonObject each in objects["VDI"].Where(disk => streamed.Contains(disk["id"]!.ToString())))
        {
            Disks.Add(each["id"]!.ToString(), Add("VDI", each, record => record["SR"] = storage));
        }

        foreach (JsonObject each in objects["VM"])
        {
            Machines.Add(Add("VM", each, record => record["appliance"] = XapiDatabase.Null));
        }

        foreach (JsonObject each in objects["VBD"])
        {
            Add("VBD", each, record => (record["VM"], record["VDI"]) = (_made[record["VM"]!.ToString()], _made.GetValueOrDefault(record["VDI"]!.ToString(), XapiDatabase.Null)));
        }
    }

    /// <summary>Removes all of it again.</summary>
    public void Remove()
    {
        foreach (string name in (string[])["VBD", "VDI", "VM"])
        {
            _made.Values.Where(state.Database.All(name).ContainsKey).ToList().ForEach(reference => state.Database.Remove(name, reference));
        }
    }

    private string Add(string name, JsonObject described, Action<JsonObject> adapt)
    {
        JsonObject record = CreateCalls.Typed(name, described["snapshot"]!.AsObject());
        adapt(record);
        return _made[described["id"]!.ToString()] = state.Add(name, record);
    }

    private static void Demand(string? missing, Func<string, string> explain)
    {
        if (missing is not null)
        {
            throw new XapiFailure("IMPORT_ERROR", $"INTERNAL_ERROR: [ Failure(\"{explain(missing)}\") ]");
        }
    }
}
