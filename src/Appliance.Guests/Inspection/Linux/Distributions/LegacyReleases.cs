using System.Text.RegularExpressions;
using Appliance.Formats;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Distributions;

/// <summary>The files by which distributions told themselves before os-release. Those that follow another keep its file too, so the order counts.</summary>
internal static partial class LegacyReleases
{
    private const string LsbRelease = "/etc/lsb-release";
    private const string SuseRelease = "/etc/SuSE-release";

    // File, ID, what stands before its content in a product's name.
    private static readonly (string Path, string Id, string Prefix)[] Files =
    [
        ("/etc/oracle-release", "ol", ""),
        ("/etc/centos-release", "centos", ""),
        ("/etc/fedora-release", "fedora", ""),
        ("/etc/redhat-release", "rhel", ""),
        (SuseRelease, "sles", ""),
        ("/etc/alpine-release", "alpine", "Alpine Linux "),
        ("/etc/arch-release", "arch", "Arch Linux "),
        ("/etc/gentoo-release", "gentoo", ""),
        ("/etc/slackware-version", "slackware", ""),
        ("/etc/system-release", "amzn", ""),
        ("/etc/debian_version", "debian", "Debian GNU/Linux "),
    ];

    // Rebuilds of RHEL call themselves by name in its file.
    private static readonly (string Word, string Id)[] Words =
    [
        ("CentOS", "centos"), ("Scientific", "scientific"), ("Oracle", "ol"), ("AlmaLinux", "almalinux"), ("Rocky", "rocky"),
        ("Fedora", "fedora"), ("XenServer", "xenenterprise"), ("openSUSE", "opensuse"),
    ];

    /// <summary>All files that are looked at.</summary>
    public static IEnumerable<string> Paths => Files.Select(file => file.Path).Append(LsbRelease);

    /// <summary>The distribution; null where no file tells any.</summary>
    public static LinuxDistribution? Read(GuestTree tree)
    {
        // Ubuntu has a debian_version, which is Debian's.
        IReadOnlyDictionary<string, string> lsb = ShellAssignments.Read(tree, LsbRelease);
        if (lsb.TryGetValue("DISTRIB_ID", out string? id) && id.Length > 0)
        {
            string? version = lsb.GetValueOrDefault("DISTRIB_RELEASE");
            string product = lsb.GetValueOrDefault("DISTRIB_DESCRIPTION") ?? $"{id} {version}".TrimEnd();
            return new LinuxDistribution(GuestText.Short(id.ToLowerInvariant()), GuestText.Short(product), version, []);
        }

        (string Path, string Id, string Prefix) file = Array.Find(Files, file => tree.HasFile(file.Path));
        return file.Path is null ? null : Describe(file.Id, file.Prefix, GuestText.Start(tree, file.Path)!);
    }

    private static LinuxDistribution Describe(string id, string prefix, string text)
    {
        string first = text.Split('\n')[0].Trim();
        string? word = Array.Find(Words, word => first.Contains(word.Word, StringComparison.Ordinal)).Id;
        string version = Number().Match(first).Value;
        if (PatchLevel().Match(text) is { Success: true } patch && patch.Groups["level"].Value != "0")
        {
            version += "." + patch.Groups["level"].Value;
        }

        return new LinuxDistribution(word ?? id, GuestText.Short((prefix + first).Trim()), version.Length == 0 ? null : GuestText.Short(version), []);
    }

    [GeneratedRegex(@"\d+(\.\d+)*", RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex Number();

    [GeneratedRegex(@"^PATCHLEVEL\s*=\s*(?<level>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex PatchLevel();
}
