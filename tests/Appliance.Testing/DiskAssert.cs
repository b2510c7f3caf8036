using Appliance.Formats.Disks;
using Xunit;

namespace Appliance.Testing;

/// <summary>Compares disks, and shows where they differ.</summary>
public static class DiskAssert
{
    /// <summary>Reads the whole disk.</summary>
    public static async Task<byte[]> ReadAllAsync(Disk disk)
    {
        var bytes = new byte[disk.Length];
        await disk.ReadAsync(0, bytes, CancellationToken.None);
        return bytes;
    }

    /// <summary>The disk holds these bytes, read at once and in odd pieces, and its extents tell the truth about them.</summary>
    public static async Task HoldsAsync(byte[] expected, Disk disk)
    {
        Assert.Equal(expected.Length, disk.Length);
        byte[] actual = await ReadAllAsync(disk);
        Same(expected, actual);
        await ReadsInPiecesAsync(expected, disk);
        await ExtentsAreTrueAsync(expected, disk);
    }

    /// <summary>The disk holds these bytes, read 13 at a time: no border of any structure is a multiple of that.</summary>
    public static async Task HoldsInSmallPiecesAsync(byte[] expected, Disk disk)
    {
        const int Piece = 13;
        Assert.Equal(expected.Length, disk.Length);
        var actual = new byte[expected.Length];
        for (int offset = 0; offset < actual.Length; offset += Piece)
        {
            await disk.ReadAsync(offset, actual.AsMemory(offset, Math.Min(Piece, actual.Length - offset)), CancellationToken.None);
        }

        Same(expected, actual);
    }

    /// <summary>Two raw files are of one length and hold the same bytes; what neither has written is not read, unlike <c>cmp</c> does.</summary>
    public static void SameFiles(string expected, string actual)
    {
        Assert.Equal(new FileInfo(expected).Length, new FileInfo(actual).Length);
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "raw", expected, actual);
    }

    /// <summary>Fails with the first differing byte and what surrounds it.</summary>
    public static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        int common = expected.CommonPrefixLength(actual);
        if (common == expected.Length && common == actual.Length)
        {
            return;
        }

        int from = Math.Max(0, common - 8);
        Assert.Fail($"""
            differ at byte {common} (sector {common / 512}), lengths {expected.Length} and {actual.Length}
            expected {Convert.ToHexString(Around(expected, from))}
            actual   {Convert.ToHexString(Around(actual, from))}
            """);
    }

    private static ReadOnlySpan<byte> Around(ReadOnlySpan<byte> bytes, int from)
        => bytes[Math.Min(from, bytes.Length)..Math.Min(from + 24, bytes.Length)];

    private static async Task ReadsInPiecesAsync(byte[] expected, Disk disk)
    {
        var random = new Random(7);
        for (int i = 0; i < 50 && expected.Length > 0; i++)
        {
            int offset = random.Next(expected.Length);
            var piece = new byte[random.Next(1, Math.Min(200_000, expected.Length - offset) + 1)];
            await disk.ReadAsync(offset, piece, CancellationToken.None);
            Same(expected.AsSpan(offset, piece.Length), piece);
        }
    }

    private static async Task ExtentsAreTrueAsync(byte[] expected, Disk disk)
    {
        for (long offset = 0; offset < disk.Length;)
        {
            Extent extent = await disk.FindExtentAsync(offset, CancellationToken.None);
            Assert.Equal(offset, extent.Offset);
            Assert.InRange(extent.Length, 1, disk.Length - offset);
            if (!extent.HasData)
            {
                Assert.False(expected.AsSpan((int)offset, (int)extent.Length).ContainsAnyExcept((byte)0), $"data at {extent}");
            }

            offset = extent.End;
        }
    }
}
