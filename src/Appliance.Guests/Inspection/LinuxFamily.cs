namespace Appliance.Guests.Inspection;

/// <summary>Distributions that share their tools and the places of their files.</summary>
public enum LinuxFamily
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Debian, Ubuntu, Mint, Kali.</summary>
    Debian,

    /// <summary>RHEL, CentOS, Rocky, AlmaLinux, Oracle, Fedora, Amazon.</summary>
    RedHat,

    /// <summary>SLES, openSUSE.</summary>
    Suse,

    /// <summary>Arch, Manjaro.</summary>
    Arch,

    /// <summary>Alpine.</summary>
    Alpine,
}
