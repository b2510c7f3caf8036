using System.Text.Json;
using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>The fields of each class, with the values they have where nothing is said; they also tell the types.</summary>
internal static class XapiRecords
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["pool"] = """
            {"uuid":"","name_label":"","name_description":"","master":"","default_SR":"","suspend_image_SR":"OpaqueRef:NULL","crash_dump_SR":"OpaqueRef:NULL",
             "other_config":{},"ha_enabled":false,"tags":[],"gui_config":{},"vswitch_controller":"","restrictions":{}}
            """,
        ["host"] = """
            {"uuid":"","name_label":"","name_description":"","enabled":true,"API_version_major":2,"API_version_minor":23,"API_version_vendor":"XenSource","software_version":{},
             "other_config":{},"capabilities":[],"resident_VMs":[],"PIFs":[],"PBDs":[],"cpu_info":{},"hostname":"","address":"","metrics":"OpaqueRef:NULL","tags":[],"memory_overhead":0}
            """,
        ["host_metrics"] = """
            {"uuid":"","memory_total":0,"memory_free":0,"live":true,"last_updated":"19700101T00:00:00Z","other_config":{}}
            """,
        ["SR"] = """
            {"uuid":"","name_label":"","name_description":"","allowed_operations":[],"current_operations":{},"VDIs":[],"PBDs":[],"virtual_allocation":0,"physical_utilisation":0,
             "physical_size":0,"type":"","content_type":"user","shared":false,"other_config":{},"tags":[],"sm_config":{}}
            """,
        ["SM"] = """
            {"uuid":"","name_label":"","name_description":"","type":"","vendor":"","copyright":"","version":"","required_api_version":"","configuration":{},"capabilities":[],
             "features":{},"other_config":{},"driver_filename":"","required_cluster_stack":[],"supported_image_formats":[]}
            """,
        ["PBD"] = """
            {"uuid":"","host":"OpaqueRef:NULL","SR":"OpaqueRef:NULL","device_config":{},"currently_attached":false,"other_config":{}}
            """,
        ["network"] = """
            {"uuid":"","name_label":"","name_description":"","allowed_operations":[],"current_operations":{},"VIFs":[],"PIFs":[],"MTU":1500,"other_config":{},"bridge":"","managed":true,"tags":[]}
            """,
        ["PIF"] = """
            {"uuid":"","device":"","network":"OpaqueRef:NULL","host":"OpaqueRef:NULL","MAC":"","MTU":1500,"VLAN":-1,"metrics":"OpaqueRef:NULL","physical":true,"currently_attached":true,
             "ip_configuration_mode":"None","IP":"","netmask":"","gateway":"","DNS":"","bond_slave_of":"OpaqueRef:NULL","bond_master_of":[],"VLAN_master_of":"OpaqueRef:NULL",
             "VLAN_slave_of":[],"management":false,"other_config":{},"disallow_unplug":false,"ipv6_configuration_mode":"None","IPv6":[],"ipv6_gateway":"","primary_address_type":"IPv4",
             "managed":true,"properties":{},"capabilities":[]}
            """,
        ["Certificate"] = """
            {"uuid":"","name":"","type":"host","host":"OpaqueRef:NULL","not_before":"19700101T00:00:00Z","not_after":"19700101T00:00:00Z","fingerprint":"",
             "fingerprint_sha256":"","fingerprint_sha1":""}
            """,
        ["console"] = """
            {"uuid":"","protocol":"vt100","location":"","VM":"OpaqueRef:NULL","other_config":{},"port":-1}
            """,
        ["VLAN"] = """
            {"uuid":"","tagged_PIF":"OpaqueRef:NULL","untagged_PIF":"OpaqueRef:NULL","tag":-1,"other_config":{}}
            """,
        ["VBD"] = """
            {"uuid":"","allowed_operations":[],"current_operations":{},"VM":"OpaqueRef:NULL","VDI":"OpaqueRef:NULL","device":"","userdevice":"","bootable":false,"mode":"RW",
             "type":"Disk","unpluggable":true,"storage_lock":false,"empty":false,"other_config":{},"currently_attached":false,"status_code":0,"status_detail":"",
             "runtime_properties":{},"qos_algorithm_type":"","qos_algorithm_params":{},"qos_supported_algorithms":[],"metrics":"OpaqueRef:NULL"}
            """,
        ["VDI"] = """
            {"uuid":"","name_label":"","name_description":"","allowed_operations":[],"current_operations":{},"SR":"OpaqueRef:NULL","VBDs":[],"crash_dumps":[],"virtual_size":0,
             "physical_utilisation":0,"type":"user","sharable":false,"read_only":false,"other_config":{},"storage_lock":false,"location":"","managed":true,"missing":false,
             "parent":"OpaqueRef:NULL","xenstore_data":{},"sm_config":{},"is_a_snapshot":false,"snapshot_of":"OpaqueRef:NULL","snapshots":[],
             "snapshot_time":"19700101T00:00:00Z","tags":[],"allow_caching":false,"on_boot":"persist","is_tools_iso":false,"cbt_enabled":false}
            """,
        ["VIF"] = """
            {"uuid":"","allowed_operations":[],"current_operations":{},"device":"","network":"OpaqueRef:NULL","VM":"OpaqueRef:NULL","MAC":"","MTU":1500,"other_config":{},
             "currently_attached":false,"status_code":0,"status_detail":"","runtime_properties":{},"qos_algorithm_type":"","qos_algorithm_params":{},"qos_supported_algorithms":[],
             "metrics":"OpaqueRef:NULL","MAC_autogenerated":false,"locking_mode":"network_default","ipv4_allowed":[],"ipv6_allowed":[]}
            """,
        ["VM_guest_metrics"] = """
            {"uuid":"","os_version":{},"PV_drivers_version":{},"PV_drivers_up_to_date":false,"memory":{},"disks":{},"networks":{},"other":{},"last_updated":"19700101T00:00:00Z",
             "other_config":{},"live":false,"PV_drivers_detected":false}
            """,
        ["session"] = """
            {"uuid":"","this_host":"","this_user":"OpaqueRef:NULL","last_active":"19700101T00:00:00Z","pool":false,"other_config":{},"is_local_superuser":true,"subject":"OpaqueRef:NULL",
             "validation_time":"19700101T00:00:00Z","auth_user_sid":"","auth_user_name":"","rbac_permissions":[],"tasks":[],"parent":"OpaqueRef:NULL","originator":"","client_certificate":false}
            """,
        ["task"] = """
            {"uuid":"","name_label":"","name_description":"","allowed_operations":[],"current_operations":{},"created":"19700101T00:00:00Z","finished":"19700101T00:00:00Z",
             "status":"pending","resident_on":"OpaqueRef:NULL","progress":0.0,"type":"<none/>","result":"","error_info":[],"other_config":{},"subtask_of":"OpaqueRef:NULL","subtasks":[],
             "backtrace":"()"}
            """,
        ["VM_appliance"] = """
            {"uuid":"","name_label":"","name_description":"","allowed_operations":[],"current_operations":{},"VMs":[]}
            """,
        ["VM"] = """
            {"uuid":"","allowed_operations":[],"current_operations":{},"name_label":"","name_description":"","power_state":"Halted","user_version":1,"is_a_template":false,
             "is_default_template":false,"suspend_VDI":"OpaqueRef:NULL","resident_on":"OpaqueRef:NULL","affinity":"OpaqueRef:NULL","memory_overhead":0,"memory_target":0,
             "memory_static_max":0,"memory_dynamic_max":0,"memory_dynamic_min":0,"memory_static_min":0,"VCPUs_params":{},"VCPUs_max":1,"VCPUs_at_startup":1,
             "actions_after_shutdown":"destroy","actions_after_reboot":"restart","actions_after_crash":"restart","consoles":[],"VIFs":[],"VBDs":[],"crash_dumps":[],"VTPMs":[],
             "PV_bootloader":"","PV_kernel":"","PV_ramdisk":"","PV_args":"","PV_bootloader_args":"","PV_legacy_args":"","HVM_boot_policy":"","HVM_boot_params":{},
             "HVM_shadow_multiplier":1.0,"platform":{},"PCI_bus":"","other_config":{},"domid":-1,"domarch":"","is_control_domain":false,"metrics":"OpaqueRef:NULL",
             "guest_metrics":"OpaqueRef:NULL","last_booted_record":"","recommendations":"","xenstore_data":{},"ha_always_run":false,"ha_restart_priority":"","is_a_snapshot":false,
             "snapshot_of":"OpaqueRef:NULL","snapshots":[],"snapshot_time":"19700101T00:00:00Z","transportable_snapshot_id":"","tags":[],"blocked_operations":{},"snapshot_info":{},
             "parent":"OpaqueRef:NULL","children":[],"bios_strings":{},"appliance":"OpaqueRef:NULL","start_delay":0,"shutdown_delay":0,"order":0,"suspend_SR":"OpaqueRef:NULL",
             "version":0,"generation_id":"","hardware_platform_version":0,"has_vendor_device":false,"reference_label":"","domain_type":"unspecified","NVRAM":{}}
            """,
    };

    /// <summary>Which fields of a class are those of others, looked at from here.</summary>
    public static IEnumerable<(string Field, string Other, string Back)> BackReferences(string name) => name switch
    {
        "VM" => [("VBDs", "VBD", "VM"), ("VIFs", "VIF", "VM"), ("consoles", "console", "VM"), ("snapshots", "VM", "snapshot_of")],
        "VDI" => [("VBDs", "VBD", "VDI")],
        "SR" => [("VDIs", "VDI", "SR"), ("PBDs", "PBD", "SR")],
        "network" => [("VIFs", "VIF", "network"), ("PIFs", "PIF", "network")],
        "host" => [("PIFs", "PIF", "host"), ("PBDs", "PBD", "host")],
        "PIF" => [("VLAN_slave_of", "VLAN", "tagged_PIF")],
        "VM_appliance" => [("VMs", "VM", "appliance")],
        _ => [],
    };

    /// <summary>The classes there are.</summary>
    public static IEnumerable<string> Classes => Texts.Keys;

    /// <summary>An object of a class that nothing is said of.</summary>
    public static JsonObject Defaults(string name) => JsonNode.Parse(Texts[name])!.AsObject();

    /// <summary>An object of a class, with some fields said.</summary>
    public static JsonObject Make(string name, JsonObject fields)
    {
        JsonObject record = Defaults(name);
        foreach ((string field, JsonNode? value) in fields)
        {
            record[field] = value?.DeepClone();
        }

        return record;
    }

    /// <summary>A parameter as the type of a field.</summary>
    /// <exception cref="XapiFailure">It is of another type.</exception>
    public static JsonNode Coerce(JsonNode? like, XapiArguments arguments, int index) => like switch
    {
        JsonObject => arguments.Map(index).DeepClone(),
        JsonArray => arguments[index]!.DeepClone(),
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => arguments.Flag(index),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => arguments.Number(index),
        _ => arguments.Text(index),
    };
}
