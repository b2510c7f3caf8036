using Appliance.Formats;
using Appliance.Guests.Initramfs;
using Appliance.Guests.Initramfs.Compression;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Modules;

/// <summary>Reads a module's file, and decompresses it.</summary>
internal static class ModuleFile
{
    private const int Largest = 64 << 20; // those with debugging information have up to some 40 MiB

    /// <summary>The plain ELF file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidImageException">It is damaged, or larger than any module.</exception>
    public static byte[] Read(GuestTree tree, string path)
    {
        string name = $"{tree.Name}:{path}";
        using Stream content = tree.OpenRead(path) ?? throw new FileNotFoundException($"{name} is not there");
        try
        {
            if (CompressionOf(path) is not { } compression)
            {
                return ReadAll(content, name);
            }

            using SegmentStream plain = SegmentFormat.Open(content, compression, name);
            return ReadAll(plain, name);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidImageException(name, offset: null, e.Message, e);
        }
    }

    private static InitramfsCompression? CompressionOf(string path) => path[(path.LastIndexOf('.') + 1)..] switch
    {
        "gz" => InitramfsCompression.Gzip,
        "xz" => InitramfsCompression.Xz,
        "zst" => InitramfsCompression.Zstd,
        _ => null,
    };

    private static byte[] ReadAll(Stream content, string name)
    {
        var plain = new MemoryStream();
        var buffer = new byte[128 << 10];
        for (int count; (count = content.Read(buffer)) > 0;)
        {
            if (plain.Length + count > Largest)
            {
                throw new InvalidImageException(name, $"is, or unpacks to, more than {Largest >> 20} MiB, which no module has");
            }

            plain.Write(buffer, 0, count);
        }

        return plain.ToArray();
    }
}
