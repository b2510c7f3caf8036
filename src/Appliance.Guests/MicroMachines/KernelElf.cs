using System.Buffers.Binary;
using Appliance.Formats;
using Appliance.Guests.Initramfs;
using Appliance.Guests.Initramfs.Compression;

namespace Appliance.Guests.MicroMachines;

/// <summary>
/// Takes the ELF kernel out of a bzImage (Linux: arch/x86/boot.rst, payload_offset). Unpacking itself under emulation takes a
/// kernel some three seconds; here it takes less than one, once.
/// </summary>
internal static class KernelElf
{
    private const int SectorsOffset = 0x1F1; // setup_sects
    private const int MagicOffset = 0x202; // "HdrS"
    private const int VersionOffset = 0x206;
    private const int PayloadOffset = 0x248;
    private const int PayloadLengthOffset = 0x24C;
    private const int HeaderSize = 0x250;
    private const int Sector = 512;
    private const int FirstVersion = 0x208; // 2.08 has the payload

    // Debian's kernels unpack to some 65 MiB.
    private const int Largest = 512 << 20;

    /// <summary>Unpacks a kernel.</summary>
    /// <returns>The ELF file; the bzImage as it is where it holds nothing that is known here.</returns>
    /// <exception cref="InvalidImageException">The kernel is damaged.</exception>
    public static byte[] Unpack(string name, byte[] image)
    {
        if (image.Length < HeaderSize || !image.AsSpan(MagicOffset).StartsWith("HdrS"u8) || BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(VersionOffset)) < FirstVersion)
        {
            return image;
        }

        int sectors = image[SectorsOffset] == 0 ? 4 : image[SectorsOffset];
        long start = ((sectors + 1) * Sector) + (long)BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(PayloadOffset));
        long length = BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(PayloadLengthOffset));
        if (start > image.Length || length > image.Length - start || length < sizeof(uint))
        {
            throw new InvalidImageException(name, "the compressed kernel is not within the file");
        }

        return SegmentFormat.Detect(image.AsSpan((int)start)) is { } compression and (InitramfsCompression.Xz or InitramfsCompression.Gzip or InitramfsCompression.Zstd)
            ? Decompress(name, new MemoryStream(image, (int)start, (int)length), compression)
            : image;
    }

    private static byte[] Decompress(string name, MemoryStream payload, InitramfsCompression compression)
    {
        try
        {
            using SegmentStream plain = SegmentFormat.Open(payload, compression, name);
            return ReadAll(name, plain);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidImageException(name, offset: null, e.Message, e);
        }
    }

    private static byte[] ReadAll(string name, SegmentStream plain)
    {
        var result = new MemoryStream();
        var buffer = new byte[1 << 20];
        for (int count; (count = plain.Read(buffer)) > 0;)
        {
            if (result.Length + count > Largest)
            {
                throw new InvalidImageException(name, $"unpacks to more than {Largest >> 20} MiB");
            }

            result.Write(buffer, 0, count);
        }

        return result.ToArray();
    }
}
