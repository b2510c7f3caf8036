using System.Text;

namespace Appliance.Formats.Detection;

/// <summary>Tells the formats that are text, in UTF-8 or UTF-16: VMDK descriptors and OVF descriptors.</summary>
internal static class TextSignature
{
    /// <summary>The kind of text, or null.</summary>
    public static ImageFormat? Detect(ReadOnlySpan<byte> head)
    {
        string text = Decode(head).TrimStart();
        if (text.StartsWith('<'))
        {
            return text.Contains("Envelope", StringComparison.Ordinal) ? ImageFormat.Ovf : null;
        }
        return IsVmdkDescriptor(text) ? ImageFormat.VmdkDescriptor : null;
    }

    /// <summary>
    /// Producers differ in the first line ("# Disk DescriptorFile", "# Disk Descriptor File", "# Description file
    /// created by...") but all say what type they create. An encrypted descriptor says so only inside its secret.
    /// </summary>
    private static bool IsVmdkDescriptor(string text)
        => text.StartsWith("# Disk Descriptor", StringComparison.OrdinalIgnoreCase)
            || ((text.StartsWith('#') || text.StartsWith("version", StringComparison.OrdinalIgnoreCase))
                && text.Contains("createType", StringComparison.OrdinalIgnoreCase));

    private static string Decode(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(Encoding.Unicode.Preamble))
        {
            return Encoding.Unicode.GetString(head[2..]);
        }
        if (head.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return Encoding.BigEndianUnicode.GetString(head[2..]);
        }
        return Encoding.UTF8.GetString(head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head);
    }
}
