using System.Security.Cryptography;
using System.Text;

namespace Appliance.Formats.IO;

/// <summary>Identifiers that follow from what they identify, so that two runs give the same bytes.</summary>
public static class SeededGuid
{
    /// <summary>A name-based identifier (RFC 9562, version 8 over SHA-256) of the parts, which may be anything.</summary>
    public static Guid Create(params ReadOnlySpan<string> parts)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts)));
        Span<byte> bytes = hash.AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
