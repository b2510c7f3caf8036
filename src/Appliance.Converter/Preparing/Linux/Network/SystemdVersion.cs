using System.Globalization;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>The version of a guest's systemd, as its shared library is called: <c>libsystemd-shared-252.so</c>.</summary>
internal static class SystemdVersion
{
    /// <summary>The first that knows PermanentMACAddress= (systemd.link(5), systemd.network(5)).</summary>
    public const int KnowsPermanentAddress = 245;

    private const string Library = "libsystemd-shared-";

    // The library came with 231; what has systemd and no such library is older: 208 in CentOS 7.0, 219 later, 215 in Debian 8.
    private const int BeforeLibrary = 208;

    private static readonly string[] Folders =
        ["/usr/lib/systemd", "/lib/systemd", "/usr/lib64/systemd", "/usr/lib/x86_64-linux-gnu/systemd", "/usr/lib/aarch64-linux-gnu/systemd", "/usr/lib/i386-linux-gnu/systemd"];

    /// <summary>The version; 0 where there is no systemd.</summary>
    public static int Of(GuestTree tree)
        => Folders.SelectMany(tree.List).Select(node => Parse(node.Name)).FirstOrDefault(version => version > 0) is var found and > 0 ? found
            : Services.ServiceManager.IsSystemd(tree) ? BeforeLibrary : 0;

    private static int Parse(string name)
    {
        if (!name.StartsWith(Library, StringComparison.Ordinal))
        {
            return 0;
        }

        ReadOnlySpan<char> digits = name.AsSpan(Library.Length);
        int end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 0;
    }
}
