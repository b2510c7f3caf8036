using Appliance.Builder.Trust;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Builder.Tests.Trust;

/// <summary>A small system and its bill of materials.</summary>
internal static class TrustBench
{
    /// <summary>A package database: two that are installed, and one of which only the configuration is left.</summary>
    public const string Status = """
        Package: libstdc++6
        Status: install ok installed
        Architecture: amd64
        Source: gcc-12 (12.2.0-14)
        Version: 12.2.0-14+deb12u1
        Maintainer: Debian GCC Maintainers <debian-gcc@lists.debian.org>
        Homepage: http://gcc.gnu.org/
        Description: GNU Standard C++ Library v3
         Version: 9 is what this line is not.

        Package: gone
        Status: deinstall ok config-files
        Architecture: all
        Version: 1

        Package: base-files
        Status: install ok installed
        Architecture: amd64
        Version: 1:12.4
        Maintainer: Santiago Vila <sanvila@debian.org>
        Description: Debian base system miscellaneous files

        """;

    /// <summary>The files of a Debian of these packages.</summary>
    public static InstalledSoftware Debian { get; } = InstalledSoftware.Read(path => path switch
    {
        "/etc/os-release" => "ID=debian\nVERSION_ID=\"12\"\n",
        DpkgStatus.Path => Status,
        _ => null,
    });

    /// <summary>Its bill of materials.</summary>
    public static BillOfMaterials Bill { get; } = new("web", "1.2", [Debian], DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "0.1.0")
    {
        Description = "A web server.",
        Vendor = "Example",
    };
}
