using System.Buffers.Binary;

namespace Appliance.Formats.Tests.Vhd;

/// <summary>Changes fields of a VHD's bytes; the offsets are those of the specification, written out a second time.</summary>
internal static class VhdBytes
{
    public const int Footer = 512;
    public const int Header = 512;
    public const int Table = 1536;

    /// <summary>Changes both footers, and makes their checksums right again.</summary>
    public static byte[] WithFooters(this byte[] file, int offset, params byte[] value)
        => file.WithFooter(0, offset, value).WithFooter(file.Length - Footer, offset, value);

    /// <summary>Changes the footer at a place, and makes its checksum right again.</summary>
    public static byte[] WithFooter(this byte[] file, int at, int offset, params byte[] value)
        => file.With(at + offset, value).WithChecksum(at, Footer, 64);

    /// <summary>Changes the dynamic header, and makes its checksum right again.</summary>
    public static byte[] WithHeader(this byte[] file, int offset, params byte[] value)
        => file.With(Header + offset, value).WithChecksum(Header, 1024, 36);

    public static byte[] With(this byte[] file, int offset, params byte[] value)
    {
        byte[] copy = [.. file];
        value.CopyTo(copy, offset);
        return copy;
    }

    public static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Big(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] WithChecksum(this byte[] file, int at, int length, int field)
    {
        Span<byte> structure = file.AsSpan(at, length);
        structure.Slice(field, 4).Clear();
        uint sum = 0;
        foreach (byte b in structure)
        {
            sum += b;
        }

        BinaryPrimitives.WriteUInt32BigEndian(structure[field..], ~sum);
        return file;
    }
}
