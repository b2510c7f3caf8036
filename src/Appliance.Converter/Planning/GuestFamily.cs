using Appliance.Formats.Machines;

namespace Appliance.Converter.Planning;

/// <summary>Guesses a guest's family from what the package claims.</summary>
internal static class GuestFamily
{
    // VMware's identifiers of Linux name the distribution: debian12_64Guest, otherLinux64Guest (vSphere API, VirtualMachineGuestOsIdentifier).
    private static readonly string[] LinuxNames =
    [
        "linux", "debian", "ubuntu", "centos", "rhel", "red hat", "fedora", "sles", "suse", "rocky", "alma",
        "amazonlinux", "photon", "coreos", "flatcar", "asianux", "mandriva", "turbolinux",
    ];

    /// <summary>The family of a guest.</summary>
    public static ClaimedSystem Of(GuestSystem guest)
    {
        string[] claims = [.. new[] { guest.VmwareId, guest.Description }.OfType<string>()];
        if (claims.Any(claim => claim.StartsWith("win", StringComparison.OrdinalIgnoreCase)
            || claim.Contains("windows", StringComparison.OrdinalIgnoreCase)))
        {
            return ClaimedSystem.Windows;
        }
        return claims.Any(claim => LinuxNames.Any(name => claim.Contains(name, StringComparison.OrdinalIgnoreCase)))
            ? ClaimedSystem.Linux : ClaimedSystem.Other;
    }
}
