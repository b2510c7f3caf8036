using System.Security.Cryptography;
using System.Text;
using Appliance.Builder.Contents;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;
using Appliance.Guests.Native;

namespace Appliance.Builder.Bases;

/// <summary>Gives a Debian base as a tar archive that is not compressed, which is kept by what it is made of.</summary>
/// <param name="cache">The folder where bases are kept.</param>
/// <param name="tool">Runs programs.</param>
/// <param name="now">Seconds since 1970.</param>
internal sealed class BaseArchive(string cache, BuildTool tool, long now)
{
    private static readonly string[] LeftOut = ["/usr/share/man/*", "/usr/share/doc/*", "/usr/share/locale/*", "/usr/share/info/*"];

    // Not kept either: nobody's keys lie in a cache, and two bases of the same packages are the same.
    private static readonly string Clean = $"--customize-hook=cd \"$1\" && rm -f {string.Join(' ', CleanTree.Gone.Select(path => $".{path}"))}";

    /// <summary>What a Debian base is kept as: the same packages by the same choices, on the same date.</summary>
    public static string KeyOf(DebianBase debian, IReadOnlyList<string> packages, long now)
    {
        string all = string.Join('\n', [debian.Suite, debian.Variant, debian.Mirror ?? "", $"{now}", Clean, .. LeftOut, .. packages.Order(StringComparer.Ordinal)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..24];
    }

    /// <summary>Whether a base is there already.</summary>
    public bool Has(BaseSystem system, IReadOnlyList<string> packages) => system is DebianBase debian && File.Exists(PathOf(debian, packages));

    private string PathOf(DebianBase debian, IReadOnlyList<string> packages) => Path.Combine(cache, $"{debian.Suite}-{KeyOf(debian, packages, now)}.tar");

    /// <summary>Gives it.</summary>
    /// <param name="debian">The base.</param>
    /// <param name="packages">Packages that come with it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Its path.</returns>
    public async Task<string> GetAsync(DebianBase debian, IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        string path = PathOf(debian, packages);
        if (File.Exists(path))
        {
            return path;
        }

        Directory.CreateDirectory(cache);
        string begun = $"{path}.{Environment.ProcessId}.part";
        try
        {
            await tool.RunAsync(Programs.Require("mmdebstrap", "mmdebstrap", "to put a Debian base together"), ArgumentsFor(debian, packages, begun), cancellationToken);
            File.Move(begun, path, overwrite: true);
        }
        finally
        {
            File.Delete(begun);
        }

        return path;
    }

    private static List<string> ArgumentsFor(DebianBase debian, IReadOnlyList<string> packages, string target) =>
    [
        "--quiet", $"--variant={debian.Variant}", "--format=tar", .. packages.Count > 0 ? [$"--include={string.Join(',', packages)}"] : Array.Empty<string>(),
        "--dpkgopt=force-unsafe-io", "--aptopt=Acquire::Languages \"none\"", "--aptopt=Apt::Install-Recommends \"false\"",
        .. LeftOut.Select(path => $"--dpkgopt=path-exclude={path}"), Clean,
        debian.Suite, target, .. debian.Mirror is { } mirror ? [mirror] : Array.Empty<string>(),
    ];
}
