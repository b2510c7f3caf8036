using System.Text;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vmdk;

/// <summary>Recognises the text of a descriptor.</summary>
internal static class VmdkDescriptorText
{
    /// <summary>
    /// Whether a file that begins like this is a descriptor: its first comment says so, or its first line that is no
    /// comment tells a version of the format.
    /// </summary>
    public static bool IsDescriptor(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head[DeclaredEncoding.MarkLength(head)..];
        foreach (Range range in text.Split((byte)'\n'))
        {
            string line = Encoding.Latin1.GetString(text[range]).Trim();
            if (line.StartsWith('#'))
            {
                if (line[1..].TrimStart().StartsWith("Disk Descriptor", StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
            else if (line.Length > 0)
            {
                return IsVersion(line);
            }
        }

        return false;
    }

    private static bool IsVersion(string line)
        => line.Split('=') is [string key, string value]
            && key.Trim().Equals("version", StringComparison.OrdinalIgnoreCase)
            && value.Trim(' ', '\t', '"') is "1" or "2" or "3";
}
