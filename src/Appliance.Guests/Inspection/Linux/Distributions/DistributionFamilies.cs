namespace Appliance.Guests.Inspection.Linux.Distributions;

/// <summary>Whose ways a distribution follows.</summary>
internal static class DistributionFamilies
{
    private static readonly Dictionary<string, LinuxFamily> Families = new(StringComparer.OrdinalIgnoreCase)
    {
        ["debian"] = LinuxFamily.Debian,
        ["ubuntu"] = LinuxFamily.Debian,
        ["linuxmint"] = LinuxFamily.Debian,
        ["kali"] = LinuxFamily.Debian,
        ["devuan"] = LinuxFamily.Debian,
        ["raspbian"] = LinuxFamily.Debian,
        ["rhel"] = LinuxFamily.RedHat,
        ["centos"] = LinuxFamily.RedHat,
        ["rocky"] = LinuxFamily.RedHat,
        ["almalinux"] = LinuxFamily.RedHat,
        ["ol"] = LinuxFamily.RedHat,
        ["fedora"] = LinuxFamily.RedHat,
        ["amzn"] = LinuxFamily.RedHat,
        ["scientific"] = LinuxFamily.RedHat,
        ["anolis"] = LinuxFamily.RedHat,
        ["openeuler"] = LinuxFamily.RedHat,
        ["xenenterprise"] = LinuxFamily.RedHat,
        ["sles"] = LinuxFamily.Suse,
        ["sled"] = LinuxFamily.Suse,
        ["sles_sap"] = LinuxFamily.Suse,
        ["suse"] = LinuxFamily.Suse,
        ["opensuse"] = LinuxFamily.Suse,
        ["opensuse-leap"] = LinuxFamily.Suse,
        ["opensuse-tumbleweed"] = LinuxFamily.Suse,
        ["arch"] = LinuxFamily.Arch,
        ["manjaro"] = LinuxFamily.Arch,
        ["alpine"] = LinuxFamily.Alpine,
        ["postmarketos"] = LinuxFamily.Alpine,
    };

    /// <summary>The family of a distribution, by its own ID or those it says it is like.</summary>
    public static LinuxFamily Of(LinuxDistribution distribution)
        => distribution.Like.Prepend(distribution.Id).Select(id => Families.GetValueOrDefault(id)).FirstOrDefault(family => family != LinuxFamily.Other);
}
