using System.Text;

namespace Appliance.Formats.Detection;

/// <summary>Tells the formats that are text, in UTF-8 or UTF-16: VMDK and OVF descriptors, VMX configurations.</summary>
internal static class TextSignature
{
    private static readonly string[] VmxKeys = ["config.version", "virtualHW.version", "encryption.keySafe"];

    /// <summary>The kind of text, or null.</summary>
    public static ImageFormat? Detect(ReadOnlySpan<byte> head)
    {
        string text = Decode(head).TrimStart();
        if (text.StartsWith('<'))
        {
            return text.Contains("Envelope", StringComparison.Ordinal) ? ImageFormat.Ovf : null;
        }
        return IsVmdkDescriptor(text) ? ImageFormat.VmdkDescriptor : IsVmx(text) ? ImageFormat.Vmx : null;
    }

    /// <summary>
    /// Producers differ in the first line ("# Disk DescriptorFile", "# Disk Descriptor File", "# Description file
    /// created by...") but all say what type they create. An encrypted descriptor says so only inside its secret.
    /// </summary>
    private static bool IsVmdkDescriptor(string text)
        => text.StartsWith("# Disk Descriptor", StringComparison.OrdinalIgnoreCase)
            || ((text.StartsWith('#') || text.StartsWith("version", StringComparison.OrdinalIgnoreCase))
                && text.Contains("createType", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// A VMX is settings in any order, of which one of these is always there; in an encrypted one only the last. The
    /// .vmsd and .vmxf beside it have none of them.
    /// </summary>
    private static bool IsVmx(string text)
        => !text.Contains('\0') && text.Split('\n').Any(line => line.Split('=', count: 2) is [var key, _]
            && VmxKeys.Contains(key.Trim(), StringComparer.OrdinalIgnoreCase));

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
