using System.Text;

namespace Appliance.Formats.Iso;

/// <summary>One of the two trees of names: that of ISO 9660 itself in capitals, and that of Joliet in UCS-2.</summary>
/// <param name="IsJoliet">Whether it is that of Joliet.</param>
internal readonly record struct IsoTree(bool IsJoliet)
{
    // The version that every name of a file ends with.
    private const string Version = ";1";

    /// <summary>The name of a file.</summary>
    public byte[] FileName(string name) => Encode((IsJoliet ? name : name.ToUpperInvariant()) + Version);

    /// <summary>Writes a text, and blanks behind it.</summary>
    public void Write(Span<byte> field, string text)
    {
        byte[] bytes = Encode(text.PadRight(IsJoliet ? field.Length / 2 : field.Length));
        bytes.CopyTo(field);
    }

    private byte[] Encode(string text) => (IsJoliet ? Encoding.BigEndianUnicode : Encoding.ASCII).GetBytes(text);
}
