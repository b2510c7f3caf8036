using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux;

/// <summary>Single settings of a Linux: what it calls itself, its SELinux mode, its processor.</summary>
internal static class LinuxSettings
{
    private const string Network = "/etc/sysconfig/network"; // Red Hat before 7
    private const string OpenRcHostName = "/etc/conf.d/hostname"; // Gentoo
    private const string Selinux = "/etc/selinux/config";
    private const int LongestHostName = 253; // RFC 1035

    private static readonly string[] HostNames = ["/etc/hostname", "/etc/HOSTNAME"];
    private static readonly string[] Programs = ["/bin/sh", "/usr/bin/bash", "/bin/bash", "/bin/busybox", "/sbin/init", "/usr/lib/systemd/systemd"];

    // Where package managers note what they install for: amd64, x86_64, x86_64-redhat-linux.
    private static readonly string[] PackageHints = ["/var/lib/dpkg/arch", "/etc/apk/arch", "/etc/rpm/platform"];

    /// <summary>All files that are looked at.</summary>
    public static IEnumerable<string> Paths => [.. HostNames, Network, OpenRcHostName, Selinux, .. Programs, .. PackageHints];

    /// <summary>What the guest calls itself; null where no file says it.</summary>
    public static string? HostName(GuestTree tree)
    {
        string? name = HostNames.SelectMany(path => GuestText.Lines(tree, path)).FirstOrDefault(line => line.Length > 0 && !line.StartsWith('#'))
            ?? ShellAssignments.Read(tree, Network).GetValueOrDefault("HOSTNAME")
            ?? ShellAssignments.Read(tree, OpenRcHostName).GetValueOrDefault("hostname");
        return name is { Length: > 0 and <= LongestHostName } ? name : null;
    }

    /// <summary>SELinux's mode; null where it is off or not there.</summary>
    public static string? SelinuxMode(GuestTree tree)
        => ShellAssignments.Read(tree, Selinux).GetValueOrDefault("SELINUX")?.ToLowerInvariant() switch
        {
            "enforcing" => "enforcing",
            "permissive" => "permissive",
            _ => null,
        };

    /// <summary>The processor of its programs, as Linux names it; null where nothing tells.</summary>
    public static string? Architecture(GuestTree tree)
        => Programs.Select(path => MachineOf(tree, path)).FirstOrDefault(machine => machine is not null)
            ?? PackageHints.Select(path => FromHint(GuestText.Lines(tree, path).First())).FirstOrDefault(machine => machine is not null);

    private static string? MachineOf(GuestTree tree, string path)
    {
        using Stream? content = tree.OpenRead(path);
        var start = new byte[ElfFile.StartSize];
        return content?.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length ? ElfFile.Parse(start)?.Machine : null;
    }

    private static string? FromHint(string text) => text.Split('-')[0] switch
    {
        "amd64" or "x86_64" => "x86_64",
        "i386" or "i486" or "i586" or "i686" or "x86" => "i386",
        "arm64" or "aarch64" => "aarch64",
        "ppc64el" or "ppc64le" => "ppc64le",
        "s390x" => "s390x",
        _ => null,
    };
}
