using System.Security.Cryptography;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Every disk and package of the corpus comes out as its verdict says: read to these bytes, or refused.</summary>
public sealed class CorpusDiskTests(CorpusReport report) : IClassFixture<CorpusReport>
{
    private const int RefusalSeconds = 5;
    private const long RefusalMemory = 300L << 20;
    private const int Refused = 3;
    private const long MostCompared = 64 << 20;

    public static TheoryData<string, string, long, string> Rows()
    {
        var data = new TheoryData<string, string, long, string>();
        if (!Corpus.Has("EXPECTED.tsv"))
        {
            return data;
        }

        foreach (string line in File.ReadLines(Corpus.PathOf("EXPECTED.tsv")).Skip(1))
        {
            string[] cell = line.Split('\t');
            data.Add(cell[0], cell[1], cell[2].Length > 0 ? long.Parse(cell[2]) : 0, cell[3]);
        }

        return data;
    }

    [NeedsCorpusTheory]
    [MemberData(nameof(Rows))]
    public void Convert_FileOfTheCorpus_ComesOutAsExpected(string path, string verdict, long size, string sha256)
    {
        using var folder = new TemporaryFolder();
        CommandResult result = Command.Run("convert", Corpus.PathOf(path), folder["out.raw"], "--quiet");
        report.Add(path, $"{verdict}\texit {result.ExitCode}\t{result.CpuSeconds:0.00} s\t{result.PeakMemory >> 20} MiB\t{result.Error.Trim()}");

        switch (verdict)
        {
            case "read":
                Assert.True(result.ExitCode == 0, $"{path}: {result}");
                Assert.Equal(size, new FileInfo(folder["out.raw"]).Length);
                Assert.Equal(sha256, Sha256Of(folder["out.raw"]));
                AssertComparesEqual(path, folder["out.raw"], size);
                break;
            case "refuse":
                AssertRefused(path, result, folder);
                break;
            default:
                Assert.True(result.ExitCode is 0 or Refused, $"{path}: {result}");
                break;
        }
    }

    private static void AssertComparesEqual(string path, string raw, long size)
    {
        if (size <= MostCompared)
        {
            Command.Succeed("compare", Corpus.PathOf(path), raw, "--from-second", "raw", "--quiet");
        }
    }

    private static void AssertRefused(string path, CommandResult result, TemporaryFolder folder)
    {
        Assert.True(result.ExitCode == Refused, $"{path}: {result}");
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.Contains(Path.GetFileName(path), result.Error, StringComparison.Ordinal);
        Assert.InRange(result.CpuSeconds, 0, RefusalSeconds);
        Assert.InRange(result.PeakMemory, 0, RefusalMemory);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static string Sha256Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
