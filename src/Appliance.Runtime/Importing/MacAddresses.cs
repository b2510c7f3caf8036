using System.Globalization;
using System.Text.RegularExpressions;
using Appliance.Formats;

namespace Appliance.Runtime.Importing;

/// <summary>MAC addresses for network cards: those of packages where they can be kept, and new ones that nobody has.</summary>
/// <param name="used">Those that machines of the host have.</param>
/// <param name="random">Gives numbers from 0 up to, and without, the one it is given.</param>
internal sealed partial class MacAddresses(IEnumerable<string> used, Func<int, int> random)
{
    // Xen's own prefix; the half above is left to those who number by hand.
    private const string Prefix = "00:16:3e";

    private const int Range = 1 << 23;

    private readonly HashSet<string> _used = new(used, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a machine has an address.</summary>
    public bool Contains(string mac) => _used.Contains(mac);

    /// <summary>The address as records have it; null where it is none that a card can have.</summary>
    public static string? Read(string? mac)
    {
        string plain = (mac ?? "").Replace('-', ':').ToLowerInvariant();
        bool isUnicast = Address().IsMatch(plain) && (Convert.ToInt32(plain[1..2], 16) & 1) == 0;
        return isUnicast && plain != "00:00:00:00:00:00" ? plain : null;
    }

    /// <summary>Notes an address as used.</summary>
    public string Take(string mac)
    {
        _used.Add(mac);
        return mac;
    }

    /// <summary>An address that no machine has.</summary>
    public string New()
    {
        while (true)
        {
            int number = random(Range);
            string mac = string.Create(CultureInfo.InvariantCulture, $"{Prefix}:{number >> 16:x2}:{(number >> 8) & 0xFF:x2}:{number & 0xFF:x2}");
            if (_used.Add(mac))
            {
                return mac;
            }
        }
    }

    [GeneratedRegex(@"^([0-9a-f]{2}:){5}[0-9a-f]{2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex Address();
}
