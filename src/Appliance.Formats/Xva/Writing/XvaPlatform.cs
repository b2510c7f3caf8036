using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>The <c>platform</c> map of a machine: what Xen and its device model are told. Values as in XenServer's own templates.</summary>
internal static class XvaPlatform
{
    // CIM_OperatingSystem.OSType: the values that are a Windows of the NT line.
    private static readonly int[] WindowsCimIds =
        [18, 58, 67, 69, 70, 71, 72, 73, 74, 76, 77, 103, 105, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122];

    /// <summary>Makes the map.</summary>
    public static XmlRpcStruct Create(Machine machine)
    {
        bool uefi = machine.Firmware == Firmware.Uefi;
        var platform = new XmlRpcStruct
        {
            ["acpi"] = "1",
            ["apic"] = "true",
            ["nx"] = "true",
            ["pae"] = "true",
            ["hpet"] = "true",
            ["vga"] = "std",
            ["videoram"] = "8",
            ["secureboot"] = uefi && machine.SecureBoot ? "true" : "false",
            // Said in full: an importer adds the BIOS one to every machine that has none, and UEFI fails on it.
            ["device-model"] = uefi ? "qemu-upstream-uefi" : "qemu-upstream-compat",
        };
        if (machine.ClockOffset is { } offset)
        {
            platform["timeoffset"] = ((long)offset.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        AddCores(platform, machine);
        AddTpm(platform, machine);
        AddGuest(platform, IsWindows(machine.Guest));
        return platform;
    }

    /// <summary>Whether the package calls the guest a Windows.</summary>
    public static bool IsWindows(GuestSystem guest)
        => guest.VmwareId?.StartsWith("win", StringComparison.OrdinalIgnoreCase)
            ?? ((guest.CimId is { } id && WindowsCimIds.Contains(id))
                || guest.Description?.Contains("Windows", StringComparison.OrdinalIgnoreCase) == true);

    private static void AddCores(XmlRpcStruct platform, Machine machine)
    {
        // A number that does not divide the processors keeps the machine from starting.
        if (machine.CoresPerSocket is { } cores and > 0 && machine.Cpus % cores == 0)
        {
            platform["cores-per-socket"] = cores;
        }
    }

    private static void AddTpm(XmlRpcStruct platform, Machine machine)
    {
        if (machine.HasTpm && machine.Firmware == Firmware.Uefi)
        {
            platform["vtpm"] = "true";
        }
    }

    private static void AddGuest(XmlRpcStruct platform, bool windows)
    {
        platform["viridian"] = windows ? "true" : "false";
        if (!windows)
        {
            return;
        }

        platform["device_id"] = "0002"; // the PCI device that Windows' drivers look for
        platform["viridian_time_ref_count"] = "true";
        platform["viridian_reference_tsc"] = "true";
        platform["viridian_apic_assist"] = "true";
        platform["viridian_crash_ctl"] = "true";
        platform["viridian_stimer"] = "true";
    }
}
