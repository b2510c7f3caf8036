using System.Collections.Frozen;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>
/// The fields of objects that are looked at when machines are listed, of all classes together. A pool tells several times as many, which
/// takes most of the time of reading a large one; a field that is not here is an error where somebody looks at it.
/// </summary>
internal static class ShownFields
{
    /// <summary>Their names.</summary>
    public static FrozenSet<string> All { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        // Of most objects, and of machines.
        "uuid", "name_label", "name_description", "other_config", "current_operations", "is_a_template", "is_a_snapshot", "is_control_domain", "power_state", "domid",
        "domain_type", "HVM_boot_policy", "HVM_boot_params", "PV_bootloader", "PV_kernel", "VCPUs_at_startup", "memory_dynamic_max",
        "VBDs", "VIFs", "snapshots", "snapshot_of", "snapshot_time", "appliance", "affinity", "resident_on", "order",
        "start_delay", "shutdown_delay", "guest_metrics",
        // Of what hangs on them.
        "VM", "VMs", "VDI", "SR", "type", "mode", "empty", "device", "userdevice", "currently_attached", "virtual_size", "MAC", "network",
        // Of guests, storages and networks.
        "networks", "PV_drivers_version", "PV_drivers_detected", "bridge");
}
