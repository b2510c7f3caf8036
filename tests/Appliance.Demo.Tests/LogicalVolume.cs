using System.Globalization;
using System.Text;

namespace Appliance.Demo.Tests;

/// <summary>The one logical volume of the guest <c>lvm</c>, linear in each of its segments, found by LVM's metadata.</summary>
internal static class LogicalVolume
{
    // The text of the metadata lies at the start of each physical volume, and names them pv0, pv1 ... in the order in which
    // they were given to vgcreate.
    private const int MetadataBytes = 1 << 20;
    private const int SectorSize = 512;

    /// <summary>Puts what lies on its physical volumes into a file.</summary>
    /// <returns><paramref name="target"/>.</returns>
    public static string Copy(IReadOnlyList<string> physicalVolumes, string target)
    {
        string metadata = ReadMetadata(physicalVolumes[0]);
        long extent = Number(metadata, "extent_size") * SectorSize;
        using FileStream output = File.Create(target);
        for (int number = 1; number <= Number(metadata, "segment_count"); number++)
        {
            string segment = After(metadata, $"segment{number} {{");
            long[] stripe = [.. After(segment, "stripes = [\n\"pv").Split("\", ", 2).Select(LeadingNumber)];
            long start = Number(After(metadata, $"pv{stripe[0]} {{"), "pe_start") * SectorSize;
            using FileStream input = File.OpenRead(physicalVolumes[(int)stripe[0]]);
            input.Position = start + (stripe[1] * extent);
            CopyBytes(input, output, Number(segment, "extent_count") * extent);
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

    private static long Number(string metadata, string name) => LeadingNumber(After(metadata, $"{name} = "));

    private static long LeadingNumber(string text) => long.Parse(string.Concat(text.TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);

    private static string After(string text, string what) => text[(text.IndexOf(what, StringComparison.Ordinal) + what.Length)..];

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
