namespace Appliance.Formats.Xva;

/// <summary>
/// The fields that have no default in xapi 26 (the generated <c>aPI.ml</c>): without one of them an import fails with
/// "Field ... not present in rpc".
/// </summary>
internal static class XvaRequiredFields
{
    private static readonly Dictionary<string, string[]> ByClass = new()
    {
        ["VM"] = Split("""
            uuid user_version is_a_template resident_on affinity memory_static_max memory_dynamic_max memory_dynamic_min
            memory_static_min VCPUs_params VCPUs_max VCPUs_at_startup actions_after_shutdown actions_after_reboot
            actions_after_crash PV_bootloader PV_kernel PV_ramdisk PV_args PV_bootloader_args PV_legacy_args HVM_boot_policy
            HVM_boot_params platform PCI_bus other_config domid domarch is_control_domain metrics guest_metrics recommendations
            """),
        ["VBD"] = Split("""
            uuid VM VDI userdevice bootable mode type storage_lock empty other_config status_code status_detail
            runtime_properties qos_algorithm_type qos_algorithm_params qos_supported_algorithms
            """),
        ["VDI"] = Split("""
            uuid SR virtual_size physical_utilisation type sharable read_only other_config storage_lock managed missing parent
            """),
        ["SR"] = Split("uuid virtual_allocation physical_utilisation physical_size type content_type shared other_config"),
        ["VIF"] = Split("""
            uuid device network VM MAC MTU other_config status_code status_detail runtime_properties qos_algorithm_type
            qos_algorithm_params qos_supported_algorithms
            """),
        ["network"] = Split("uuid other_config"),
        ["VM_metrics"] = Split("""
            uuid memory_actual VCPUs_number VCPUs_CPU VCPUs_params VCPUs_flags state start_time install_time last_updated
            """),
        ["VM_guest_metrics"] = Split("uuid os_version PV_drivers_version PV_drivers_up_to_date networks other last_updated"),
    };

    /// <summary>The keys of the version.</summary>
    public static IReadOnlyList<string> Version { get; } =
        Split("hostname date product_version product_brand build_number xapi_major xapi_minor");

    /// <summary>The fields of a class; none for classes that an import does without.</summary>
    public static IReadOnlyList<string> Of(string className) => ByClass.GetValueOrDefault(className, []);

    private static string[] Split(string names) => names.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
