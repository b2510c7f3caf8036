using Appliance.Formats;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>
/// Names in the list that mkfs.xfs reads, where a blank ends a name and a colon begins a remark. What has those is called otherwise
/// there, and given its name later: of one bit in each of two letters side by side, the hashes by which folders find names do not change.
/// </summary>
internal static class XfsName
{
    private const byte Low = 0x01;
    private const byte High = 0x80;
    private const byte Colon = (byte)':';

    private static ReadOnlySpan<byte> Refused => "\t\r\n\v\f"u8;

    /// <summary>The name in the list.</summary>
    /// <param name="space">The file system, for messages.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="UnsupportedImageException">There is none.</exception>
    public static byte[] Mask(string space, string name)
    {
        byte[] bytes = UnixName.BytesOf(name);
        for (int i = 0; i < bytes.Length - 1; i++)
        {
            if (bytes[i] == ' ' || (i == 0 && bytes[i] == Colon))
            {
                (bytes[i], bytes[i + 1]) = ((byte)(bytes[i] ^ Low), (byte)(bytes[i + 1] ^ High));
            }
        }

        return !bytes.AsSpan().SequenceEqual("$"u8) && !bytes.AsSpan().ContainsAny(Refused) && bytes[^1] != ' ' && bytes[0] != Colon ? bytes
            : throw new UnsupportedImageException(space, $"cannot have the name {name.ReplaceLineEndings("?")}, which mkfs.xfs does not read");
    }
}
