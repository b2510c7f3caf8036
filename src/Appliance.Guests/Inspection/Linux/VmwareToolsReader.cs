using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux;

/// <summary>Finds VMware's tools in a Linux: the package of the distribution, or what VMware's own installer put there.</summary>
internal static class VmwareToolsReader
{
    private const string OpenVmTools = "open-vm-tools";
    private const string VmwareTools = "VMware Tools";
    private const string DpkgStatus = "/var/lib/dpkg/status";
    private const string ApkInstalled = "/lib/apk/db/installed";
    private const string PacmanLocal = "/var/lib/pacman/local";
    private const string Daemon = "/usr/bin/vmtoolsd";
    private const int LongestDatabase = 32 << 20; // a desktop's dpkg status has some 10 MiB

    // "locations" is the database of VMware's installer; open-vm-tools has other files in its folder.
    private static readonly string[] InstallerFiles =
        ["/etc/vmware-tools/locations", "/usr/bin/vmware-uninstall-tools.pl", "/usr/bin/vmware-tools-uninstall.pl", "/usr/lib/vmware-tools/bin64/appLoader"];

    private static readonly string[] Units =
    [
        "/usr/lib/systemd/system/open-vm-tools.service", "/lib/systemd/system/open-vm-tools.service",
        "/usr/lib/systemd/system/vmtoolsd.service", "/etc/init.d/open-vm-tools",
    ];

    /// <summary>All files that are looked at.</summary>
    public static IEnumerable<string> Paths => [DpkgStatus, ApkInstalled, Daemon, .. InstallerFiles, .. Units];

    /// <summary>What of the tools is there: <c>open-vm-tools</c>, <c>VMware Tools</c>.</summary>
    public static IReadOnlyList<string> Read(GuestTree tree)
    {
        bool isVmwares = GuestText.FirstFile(tree, InstallerFiles) is not null;
        bool isPackage = HasPackage(tree) || GuestText.FirstFile(tree, Units) is not null || (!isVmwares && tree.FindLink(Daemon) is not null);
        return [.. isPackage ? [OpenVmTools] : Array.Empty<string>(), .. isVmwares ? [VmwareTools] : Array.Empty<string>()];
    }

    private static bool HasPackage(GuestTree tree)
        => IsInDpkg(GuestText.Start(tree, DpkgStatus, LongestDatabase))
            || (GuestText.Start(tree, ApkInstalled, LongestDatabase) ?? "").Contains($"\nP:{OpenVmTools}\n", StringComparison.Ordinal)
            || tree.List(PacmanLocal).Any(node => node.Name.StartsWith(OpenVmTools + "-", StringComparison.Ordinal));

    private static bool IsInDpkg(string? status)
    {
        const string Package = $"\nPackage: {OpenVmTools}\n";
        int at = ("\n" + status).IndexOf(Package, StringComparison.Ordinal);
        if (status is null || at < 0)
        {
            return false;
        }

        // The stanza ends at an empty line. What was removed but not purged says "deinstall ok config-files".
        string rest = status[at..];
        int end = rest.IndexOf("\n\n", StringComparison.Ordinal);
        return (end < 0 ? rest : rest[..end]).Contains("\nStatus: install ok installed", StringComparison.Ordinal);
    }
}
