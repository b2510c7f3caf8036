using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>The record of a machine (class VM): always HVM, since nothing that VMware runs was made for paravirtual Xen.</summary>
internal static class XvaMachineRecord
{
    /// <summary>Key of <c>other_config</c>: the group that the machine was part of; xapi itself forgets it on import.</summary>
    public const string GroupKey = "appliance_group";

    /// <summary>Key of <c>other_config</c>: the file that the machine was made from.</summary>
    public const string SourceKey = "appliance_source";

    /// <summary>Key of <c>other_config</c>: the guest system, in words.</summary>
    public const string GuestKey = "appliance_guest";

    /// <summary>Key of <c>other_config</c>: the guest system, as VMware calls it.</summary>
    public const string GuestIdKey = "appliance_guest_id";

    /// <summary>What keys of <c>other_config</c> begin with that tell how the machine is looked after.</summary>
    public const string HealthPrefix = "appliance_";

    /// <summary>Key of <c>other_config</c>: whether the machine starts with its group, as OVF's startAction says it. Without it, it does.</summary>
    public const string StartKey = "appliance_start";

    /// <summary>Value of <see cref="StartKey"/>: it does not.</summary>
    public const string NoStart = "none";

    private static readonly XmlRpcValue Nothing = XvaFormat.NullReference;
    private static readonly XmlRpcValue EmptySet = new XmlRpcArray([]);
    private static readonly XmlRpcValue EmptyMap = new XmlRpcStruct();

    /// <summary>Fills the record.</summary>
    public static XmlRpcStruct Create(XvaMachineSlot slot, string uuid, IMachineSource source)
    {
        var record = new XmlRpcStruct { ["uuid"] = uuid };
        AddIdentity(record, slot.Machine);
        AddResources(record, slot.Machine);
        AddParts(record, slot);
        AddBoot(record, slot.Machine);
        record["other_config"] = OtherConfig(slot.Machine, source);
        AddOrder(record, slot.Machine.Start);
        AddNeutral(record);
        return record;
    }

    private static void AddIdentity(XmlRpcStruct record, Machine machine)
    {
        record["allowed_operations"] = EmptySet;
        record["current_operations"] = EmptyMap;
        record["name_label"] = machine.Name;
        record["name_description"] = machine.Description ?? "";
        record["power_state"] = "Halted";
        record["user_version"] = 1;
        record["is_a_template"] = false;
        record["is_default_template"] = false;
        record["is_control_domain"] = false;
        record["is_a_snapshot"] = false;
    }

    /// <summary>All four limits of memory are equal: no ballooning, for which a guest needs drivers that it may not have.</summary>
    private static void AddResources(XmlRpcStruct record, Machine machine)
    {
        record["memory_overhead"] = 0;
        record["memory_target"] = 0;
        record["memory_static_max"] = machine.Memory;
        record["memory_dynamic_max"] = machine.Memory;
        record["memory_dynamic_min"] = machine.Memory;
        record["memory_static_min"] = machine.Memory;
        record["VCPUs_params"] = EmptyMap;
        record["VCPUs_max"] = machine.Cpus;
        record["VCPUs_at_startup"] = machine.Cpus;
        record["actions_after_softreboot"] = "soft_reboot";
        record["actions_after_shutdown"] = "destroy";
        record["actions_after_reboot"] = "restart";
        record["actions_after_crash"] = "restart";
    }

    private static void AddParts(XmlRpcStruct record, XvaMachineSlot slot)
    {
        record["suspend_VDI"] = Nothing;
        record["resident_on"] = Nothing;
        record["affinity"] = Nothing;
        record["consoles"] = EmptySet;
        record["VIFs"] = slot.Cards.Select(card => card.Id).ToArray();
        record["VBDs"] = slot.Drives.Select(drive => drive.Id).ToArray();
        record["VTPMs"] = EmptySet;
        record["crash_dumps"] = EmptySet;
        record["metrics"] = Nothing;
        record["guest_metrics"] = Nothing;
    }

    private static void AddBoot(XmlRpcStruct record, Machine machine)
    {
        record["PV_bootloader"] = "";
        record["PV_kernel"] = "";
        record["PV_ramdisk"] = "";
        record["PV_args"] = "";
        record["PV_bootloader_args"] = "";
        record["PV_legacy_args"] = "";
        record["HVM_boot_policy"] = "BIOS order";
        record["HVM_boot_params"] = new XmlRpcStruct
        {
            ["firmware"] = machine.Firmware == Firmware.Uefi ? "uefi" : "bios",
            ["order"] = "cd", // disk, then CD
        };
        record["HVM_shadow_multiplier"] = new XmlRpcScalar("double", "1");
        record["platform"] = XvaPlatform.Create(machine);
        record["PCI_bus"] = "";
        record["domain_type"] = "hvm";
        record["has_vendor_device"] = false;
        record["NVRAM"] = EmptyMap;
    }

    private static XmlRpcStruct OtherConfig(Machine machine, IMachineSource source)
    {
        var config = new XmlRpcStruct { [SourceKey] = $"{source.Name} ({source.Format})" };
        AddIfKnown(config, GroupKey, source.Group.Machines.Count > 1 ? source.Group.Name : null);
        AddIfKnown(config, StartKey, machine.Start.Starts ? null : NoStart);
        AddIfKnown(config, GuestKey, machine.Guest.Description);
        AddIfKnown(config, GuestIdKey, machine.Guest.VmwareId);
        foreach ((string key, string value) in HealthKeys.Write(machine, HealthPrefix))
        {
            config[key] = value;
        }

        return config;
    }

    private static void AddIfKnown(XmlRpcStruct config, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            config[key] = value;
        }
    }

    private static void AddOrder(XmlRpcStruct record, StartRule rule)
    {
        record["order"] = Math.Max(0, rule.Order);
        record["start_delay"] = Math.Max(0, (long)rule.StartDelay.TotalSeconds);
        record["shutdown_delay"] = Math.Max(0, (long)rule.StopDelay.TotalSeconds);
        record["appliance"] = Nothing;
    }

    private static void AddNeutral(XmlRpcStruct record)
    {
        record["domid"] = -1;
        record["domarch"] = "";
        record["last_boot_CPU_flags"] = EmptyMap;
        record["last_booted_record"] = "";
        record["recommendations"] = "";
        record["xenstore_data"] = EmptyMap;
        record["ha_always_run"] = false;
        record["ha_restart_priority"] = "";
        record["snapshot_of"] = Nothing;
        record["snapshots"] = EmptySet;
        record["snapshot_time"] = DateTimeOffset.UnixEpoch;
        record["transportable_snapshot_id"] = "";
        record["snapshot_info"] = EmptyMap;
        record["snapshot_metadata"] = "";
        record["parent"] = Nothing; // absent, an importer takes the file for one without ballooning and resets the memory
        record["children"] = EmptySet;
        record["blobs"] = EmptyMap;
        record["tags"] = EmptySet;
        record["blocked_operations"] = EmptyMap;
        record["bios_strings"] = EmptyMap;
        record["protection_policy"] = Nothing;
        record["is_snapshot_from_vmpp"] = false;
        record["VGPUs"] = EmptySet;
        record["attached_PCIs"] = EmptySet;
        record["suspend_SR"] = Nothing;
        record["version"] = 0;
        record["generation_id"] = "";
        record["hardware_platform_version"] = 0;
        record["requires_reboot"] = false;
        record["reference_label"] = "";
    }
}
