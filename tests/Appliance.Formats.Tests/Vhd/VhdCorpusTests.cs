using System.IO.Compression;
using System.Security.Cryptography;
using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vhd;

/// <summary>VHDs of foreign producers, and what other readers agree they hold.</summary>
public sealed class VhdCorpusTests
{
    private const string Verdicts = "EXPECTED.tsv";

    [NeedsCorpusFact(Verdicts)]
    public async Task OpenAsync_EveryVhdOfTheCorpus_HasTheExpectedSizeAndContent()
    {
        string[][] rows = [.. (await File.ReadAllLinesAsync(Corpus.PathOf(Verdicts)))
            .Select(line => line.Split('\t'))
            .Where(row => row[0].StartsWith("vhd/", StringComparison.Ordinal) && row[1] == "read")];
        Assert.NotEmpty(rows);

        foreach (string[] row in rows)
        {
            using var folder = new TemporaryFolder();
            await using Disk disk = await VhdSamples.OpenAsync(Unpack(row[0], folder));
            Assert.Equal((row[0], long.Parse(row[2])), (row[0], disk.Length));
            Assert.Equal((row[0], row[3]), (row[0], await HashAsync(disk)));
        }
    }

    [NeedsCorpusFact("vhd/qemu/odd-dynamic-force_size_off.vhd", "vhd/vhd-util/empty-8M.vhd")]
    public async Task VerifyAsync_FilesThatXenAccepts_HaveNoFindings()
    {
        foreach (string name in new[] { "vhd/qemu/odd-dynamic-force_size_off.vhd", "vhd/vhd-util/empty-8M.vhd" })
        {
            await using FileDisk file = FileDisk.Open(Corpus.PathOf(name));
            Assert.Empty(await VhdSamples.VerifyAsync(file));
        }
    }

    [NeedsCorpusFact("vhd/qemu/odd-dynamic-force_size_on.vhd")]
    public async Task VerifyAsync_GeometryBeyondTheSize_IsFoundAsXenFindsIt()
    {
        await using FileDisk file = FileDisk.Open(Corpus.PathOf("vhd/qemu/odd-dynamic-force_size_on.vhd"));
        Assert.Equal(["vhd-footer-geometry"], (await VhdSamples.VerifyAsync(file)).Select(f => f.Code).Distinct());
    }

    private static string Unpack(string name, TemporaryFolder folder)
    {
        string path = Corpus.PathOf(name);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            return path;
        }

        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using FileStream unpacked = File.Create(folder["unpacked.vhd"]);
        packed.CopyTo(unpacked);
        return unpacked.Name;
    }

    private static async Task<string> HashAsync(Disk disk)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (long offset = 0; offset < disk.Length; offset += buffer.Length)
        {
            Memory<byte> part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, disk.Length - offset));
            await disk.ReadAsync(offset, part, CancellationToken.None);
            hash.AppendData(part.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
