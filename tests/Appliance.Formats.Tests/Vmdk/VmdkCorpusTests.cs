using System.Globalization;
using System.Security.Cryptography;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Vmdk;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Files of a dozen foreign writers, against contents that were computed without us.</summary>
public sealed class VmdkCorpusTests
{
    // Hashing more would be most of the suite's time; larger disks are only read.
    private const long MaxHashed = 1L << 30;

    public static TheoryData<string, string, string, string> Rows { get; } = ReadRows();

    [NeedsCorpusTheory]
    [MemberData(nameof(Rows))]
    public async Task OpenAsync_ForeignFile_GivesTheExpectedDisk(string path, string verdict, string size, string hash)
    {
        if (verdict == "read")
        {
            await using Disk disk = await OpenAsync(path);
            Assert.Equal(long.Parse(size, CultureInfo.InvariantCulture), disk.Length);
            string actual = await HashAsync(disk);
            Assert.True(disk.Length > MaxHashed || actual == hash, $"{path} reads as {actual}");
        }
        else
        {
            await Assert.ThrowsAnyAsync<ImageException>(async () =>
            {
                await using Disk disk = await OpenAsync(path);
                await HashAsync(disk);
            });
        }
    }

    private static ValueTask<Disk> OpenAsync(string path)
    {
        string full = Corpus.PathOf(path);
        return VmdkImage.OpenAsync(FileDisk.Open(full), new LocalFolder(Path.GetDirectoryName(full)!), ReadOptions.Default, CancellationToken.None);
    }

    private static async Task<string> HashAsync(Disk disk)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[2 << 20];
        for (long offset = 0; offset < disk.Length;)
        {
            Memory<byte> part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, disk.Length - offset));
            Extent extent = await disk.FindExtentAsync(offset, CancellationToken.None);
            if (disk.Length > MaxHashed && !extent.HasData)
            {
                offset = extent.End;
                continue;
            }

            await disk.ReadAsync(offset, part, CancellationToken.None);
            hash.AppendData(part.Span);
            offset += part.Length;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static TheoryData<string, string, string, string> ReadRows()
    {
        var rows = new TheoryData<string, string, string, string>();
        string[] lines = Corpus.Has("EXPECTED.tsv") ? File.ReadAllLines(Corpus.PathOf("EXPECTED.tsv")) : [];
        foreach (string[] row in lines.Skip(1).Select(line => line.Split('\t')).Where(IsOurs))
        {
            rows.Add(row[0], row[1], row[2], row[3]);
        }

        return rows;
    }

    /// <summary>The rows of VMDK files with one right answer.</summary>
    private static bool IsOurs(string[] row)
        => row[1] != "either" && (row[0].EndsWith(".vmdk", StringComparison.Ordinal) || row[0].Contains("go-vmdk-parser", StringComparison.Ordinal));
}
