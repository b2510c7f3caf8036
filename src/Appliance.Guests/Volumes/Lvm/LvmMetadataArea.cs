using System.Buffers.Binary;
using System.Text;
using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>An area that holds the text of a volume group, in a ring behind its header (LVM2, format_text/layout.h).</summary>
internal static class LvmMetadataArea
{
    private const int HeaderSize = 512;
    private const int Magic = 4;
    private const int Version = 20;
    private const int Start = 24;
    private const int Size = 32;
    private const int Location = 40;
    private const uint IsIgnored = 1;

    /// <summary>Reads the text that is in force.</summary>
    /// <returns>Null where the area is empty, or not in use.</returns>
    /// <exception cref="InvalidImageException">The area is damaged.</exception>
    public static string? ReadText(BlockDevice device, LvmArea area)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        long start = area.Offset <= (ulong)device.Length ? (long)area.Offset : device.Length;
        if (!device.TryRead(start, header))
        {
            throw new InvalidImageException(device.Name, start, "an area of LVM metadata lies beyond the end of the volume");
        }

        long size = Check(device, start, header);
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[Location..]);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header[(Location + 8)..]);
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[(Location + 16)..]);
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(header[(Location + 20)..]);
        if (offset == 0 || length == 0 || (flags & IsIgnored) != 0)
        {
            return null;
        }

        if (offset < HeaderSize || offset >= (ulong)size || length > LvmLimits.MostText || (long)length > size - HeaderSize)
        {
            throw new InvalidImageException(device.Name, start, $"LVM metadata of {length} bytes at {offset} does not fit an area of {size}");
        }

        byte[] text = ReadRing(device, start, size, (long)offset, (int)length);
        return LvmChecksum.Compute(text) == checksum
            ? Encoding.UTF8.GetString(text)
            : throw new InvalidImageException(device.Name, start + (long)offset, "the checksum of the LVM metadata is wrong");
    }

    /// <summary>Checks the header, and returns the bytes of the area.</summary>
    private static long Check(BlockDevice device, long start, ReadOnlySpan<byte> header)
    {
        bool isSound = header[Magic..].StartsWith(" LVM2 x[5A%r0N*>"u8)
            && BinaryPrimitives.ReadUInt32LittleEndian(header) == LvmChecksum.Compute(header[Magic..])
            && BinaryPrimitives.ReadUInt32LittleEndian(header[Version..]) == 1
            && BinaryPrimitives.ReadUInt64LittleEndian(header[Start..]) == (ulong)start;
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(header[Size..]);
        return isSound && size >= HeaderSize && size <= (ulong)(device.Length - start)
            ? (long)size
            : throw new InvalidImageException(device.Name, start, "the header of an area of LVM metadata is damaged");
    }

    /// <summary>Reads a text that may go on behind the header where the area ends.</summary>
    private static byte[] ReadRing(BlockDevice device, long start, long size, long offset, int length)
    {
        var text = new byte[length];
        int first = (int)Math.Min(length, size - offset);
        device.Read(start + offset, text.AsSpan(0, first));
        device.Read(start + HeaderSize, text.AsSpan(first));
        return text;
    }
}
