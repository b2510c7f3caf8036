namespace Appliance.Formats.Machines;

/// <summary>The guest operating system, as the package claims it; nothing here was looked up on the disk.</summary>
public sealed record GuestSystem
{
    // VMware's identifiers of Linux name the distribution: debian12_64Guest, otherLinux64Guest (vSphere API, VirtualMachineGuestOsIdentifier).
    private static readonly string[] LinuxNames =
    [
        "linux", "debian", "ubuntu", "centos", "rhel", "red hat", "fedora", "sles", "suse", "rocky", "alma",
        "amazonlinux", "photon", "coreos", "flatcar", "asianux", "mandriva", "turbolinux",
    ];

    /// <summary>A sentence for people: "Debian GNU/Linux 12 (64-bit)".</summary>
    public string? Description { get; init; }

    /// <summary>VMware's identifier: <c>debian12_64Guest</c>.</summary>
    public string? VmwareId { get; init; }

    /// <summary>CIM_OperatingSystem.OSType, as in OVF's <c>OperatingSystemSection/@id</c>; null where absent.</summary>
    public int? CimId { get; init; }

    /// <summary>Version as written in the package.</summary>
    public string? Version { get; init; }

    /// <summary>What it must be, by the package's words.</summary>
    public GuestFamily GuessFamily()
    {
        string[] claims = [.. new[] { VmwareId, Description }.OfType<string>()];
        bool isWindows = claims.Any(claim => claim.StartsWith("win", StringComparison.OrdinalIgnoreCase)
            || claim.Contains("windows", StringComparison.OrdinalIgnoreCase));
        bool isLinux = claims.Any(claim => LinuxNames.Any(name => claim.Contains(name, StringComparison.OrdinalIgnoreCase)));
        return isWindows ? GuestFamily.Windows : isLinux ? GuestFamily.Linux : GuestFamily.Other;
    }
}
