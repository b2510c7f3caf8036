using Appliance.Guests.Inspection.Software;

namespace Appliance.Builder.Trust;

/// <summary>Names of packages that are the same in every tool (the purl specification, type <c>deb</c>).</summary>
internal static class PackageUrl
{
    /// <summary>The name of a package: <c>pkg:deb/debian/libc6@2.36-9?arch=amd64&amp;distro=debian-12&amp;upstream=glibc%402.36-9</c>.</summary>
    /// <param name="package">The package.</param>
    /// <param name="software">The system it is installed in.</param>
    public static string Of(InstalledPackage package, InstalledSoftware software)
    {
        string distribution = software.Release is null ? software.Distribution : $"{software.Distribution}-{software.Release}";
        string source = package.SourceVersion == package.Version ? package.Source : $"{package.Source}@{package.SourceVersion}";
        string upstream = package.Source == package.Name && package.SourceVersion == package.Version ? "" : $"&upstream={Escape(source)}";
        return $"pkg:deb/{Escape(software.Distribution)}/{Escape(package.Name)}@{Escape(package.Version)}?arch={Escape(package.Architecture)}&distro={Escape(distribution)}{upstream}";
    }

    // A colon needs no escape in a purl, and the epoch of a version is read easier with it.
    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
}
