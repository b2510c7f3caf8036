using Appliance.Formats.Machines;

namespace Appliance.Formats.Vmx;

/// <summary>Reads what the guest is.</summary>
internal static class VmxGuest
{
    private const string Bits = "-64";

    // Names that do not follow the rule, for the vSphere API writes them in two cases (VirtualMachineGuestOsIdentifier).
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["winxppro"] = "winXPPro", ["winxphome"] = "winXPHome", ["win2000serv"] = "win2000Serv", ["win2000pro"] = "win2000Pro",
        ["winnetstandard"] = "winNetStandard", ["winnetenterprise"] = "winNetEnterprise", ["winnetdatacenter"] = "winNetDatacenter",
        ["winnetbusiness"] = "winNetBusiness", ["winnetweb"] = "winNetWeb", ["winvista"] = "winVista", ["winlonghorn"] = "winLonghorn",
        ["windows7srv"] = "windows7Server", ["windows8srv"] = "windows8Server", ["windows9srv"] = "windows9Server",
        ["windows2019srv"] = "windows2019srv_", ["windows2019srvnext"] = "windows2019srvNext_", ["windows2022srvnext"] = "windows2022srvNext_",
        ["winhyperv"] = "windowsHyperV", ["rockylinux"] = "rockylinux_", ["almalinux"] = "almalinux_", ["kylinlinux"] = "kylinlinux_",
        ["oraclelinux"] = "oracleLinux", ["vmware-photon"] = "vmwarePhoton", ["linux"] = "otherLinux", ["otherlinux"] = "otherLinux",
        ["other24xlinux"] = "other24xLinux", ["other26xlinux"] = "other26xLinux", ["other3xlinux"] = "other3xLinux",
        ["other4xlinux"] = "other4xLinux", ["other5xlinux"] = "other5xLinux", ["other6xlinux"] = "other6xLinux", ["other7xlinux"] = "other7xLinux",
    };

    /// <summary>The guest, as the configuration has it and, more exactly, as VMware Tools reported it.</summary>
    public static GuestSystem Read(VmxFile file)
        => new() { VmwareId = file["guestOS"] is { } id ? ToVsphere(id.Trim()) : null, Description = PrettyName(file) };

    /// <summary>
    /// The name that the vSphere API has for a guest: <c>ubuntu-64</c> is <c>ubuntu64Guest</c>, <c>rhel7-64</c> is
    /// <c>rhel7_64Guest</c>.
    /// </summary>
    public static string ToVsphere(string id)
    {
        bool is64 = id.EndsWith(Bits, StringComparison.Ordinal);
        string stem = is64 ? id[..^Bits.Length] : id;
        string name = Names.GetValueOrDefault(stem, stem);
        string separator = name.Length > 0 && char.IsAsciiDigit(name[^1]) ? "_" : "";
        return is64 ? $"{name}{separator}64Guest" : $"{name.TrimEnd('_')}Guest";
    }

    /// <summary>From <c>bitness='64' ... prettyName='Debian GNU/Linux 12 (bookworm)'</c>, which VMware Tools leave behind.</summary>
    private static string? PrettyName(VmxFile file)
    {
        const string key = "prettyName='";
        string? details = file["guestOS.detailed.data"] ?? file["guestInfo.detailed.data"];
        int start = details?.IndexOf(key, StringComparison.Ordinal) ?? -1;
        if (start < 0)
        {
            return null;
        }

        string rest = details![(start + key.Length)..];
        return rest.IndexOf('\'', StringComparison.Ordinal) is var end and > 0 ? rest[..end] : null;
    }
}
