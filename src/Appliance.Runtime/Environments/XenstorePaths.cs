using System.Text;

namespace Appliance.Runtime.Environments;

/// <summary>Where properties are in xenstore. A dot of their keys parts folders there; what no path can have is written as @ and its number.</summary>
internal static class XenstorePaths
{
    /// <summary>The whole OVF environment, without secrets.</summary>
    public const string Document = $"{Folder}-env";

    /// <summary>The folder of all properties. Only what is below <c>vm-data</c> is taken from its clients by xapi.</summary>
    public const string Folder = "vm-data/ovf";

    // xenstore takes 4096 bytes for the absolute path and the value, and 2048 for a path below that of a domain.
    private const int Longest = 4000;
    private const int LongestPath = 2048;

    // Of all machines of a host the records are read at once.
    private const int Most = 16 << 10;

    /// <summary>The path of a property.</summary>
    /// <param name="key">Its full key.</param>
    public static string Of(string key)
    {
        var path = new StringBuilder(Folder).Append('/');
        byte[] bytes = Encoding.UTF8.GetBytes(key);
        for (int at = 0; at < bytes.Length; at++)
        {
            char letter = (char)bytes[at];
            bool isEdge = path[^1] == '/' || at == bytes.Length - 1;
            path.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? $"{letter}" : letter == '.' && !isEdge ? "/" : $"@{bytes[at]:x2}");
        }

        return path.ToString();
    }

    /// <summary>Those that xenstore takes, and that are not too many to be noted with their machine.</summary>
    public static IEnumerable<EnvironmentKey> Fitting(IEnumerable<EnvironmentKey> keys)
    {
        int used = 0;
        foreach (EnvironmentKey key in keys)
        {
            int path = Encoding.UTF8.GetByteCount(key.Path), size = path + Encoding.UTF8.GetByteCount(key.Value);
            if (path <= LongestPath && size <= Longest && used + size <= Most)
            {
                used += size;
                yield return key;
            }
        }
    }
}
