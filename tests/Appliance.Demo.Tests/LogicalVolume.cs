using System.Globalization;
using System.Text;

namespace Appliance.Demo.Tests;

/// <summary>The one linear logical volume of the guest <c>lvm</c>, which takes all extents of its physical volumes, in their order.</summary>
internal static class LogicalVolume
{
    // The text of the metadata lies at the start of each physical volume, and names them pv0, pv1 ...
    private const int MetadataBytes = 1 << 20;
    private const int SectorSize = 512;

    /// <summary>Puts what lies on its physical volumes into a file.</summary>
    /// <returns><paramref name="target"/>.</returns>
    public static string Copy(IReadOnlyList<string> physicalVolumes, string target)
    {
        string metadata = ReadMetadata(physicalVolumes[0]);
        long extent = Number(metadata, "extent_size") * SectorSize;
        using FileStream output = File.Create(target);
        for (int number = 0; number < physicalVolumes.Count; number++)
        {
            string volume = metadata[metadata.IndexOf($"pv{number} {{", StringComparison.Ordinal)..];
            using FileStream input = File.OpenRead(physicalVolumes[number]);
            input.Position = Number(volume, "pe_start") * SectorSize;
            CopyBytes(input, output, Number(volume, "pe_count") * extent);
        }

        return target;
    }

    private static string ReadMetadata(string physicalVolume)
    {
        byte[] start = new byte[MetadataBytes];
        using FileStream input = File.OpenRead(physicalVolume);
        input.ReadExactly(start);
        string text = Encoding.Latin1.GetString(start);

        // Newer ones lie behind older ones.
        return text[text.LastIndexOf("extent_size = ", StringComparison.Ordinal)..];
    }

    private static long Number(string metadata, string name)
    {
        string value = metadata[(metadata.IndexOf($"{name} = ", StringComparison.Ordinal) + name.Length + 3)..];
        return long.Parse(string.Concat(value.TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
    }

    private static void CopyBytes(FileStream input, FileStream output, long count)
    {
        byte[] buffer = new byte[MetadataBytes];
        for (long left = count; left > 0;)
        {
            int part = (int)Math.Min(left, buffer.Length);
            input.ReadExactly(buffer, 0, part);
            output.Write(buffer, 0, part);
            left -= part;
        }
    }
}
