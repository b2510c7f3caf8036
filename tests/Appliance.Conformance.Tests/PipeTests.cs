using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>What comes out of a pipe is converted in one pass, to what a file would be converted to.</summary>
public sealed class PipeTests
{
    private const int Refused = 3;
    private const long Memory = 250L << 20;

    [NeedsCorpusTheory]
    [MemberData(nameof(CorpusPackageTests.Packages), MemberType = typeof(CorpusPackageTests))]
    public void Convert_PackageOfTheCorpus_IsWhatItIsInAFile(string path)
    {
        using var folder = new TemporaryFolder();
        CommandResult file = Command.Run("convert", Corpus.PathOf(path), folder["file/"], "--to", "vhd", "--quiet");

        CommandResult pipe = Command.RunPiped(Corpus.PathOf(path), "convert", "-", folder["pipe/"], "--to", "vhd", "--quiet");

        Assert.True(file.ExitCode == pipe.ExitCode, $"{path}: {file}\n{pipe}");
        if (pipe.ExitCode != 0)
        {
            Assert.Single(pipe.Error.Trim().Split('\n'));
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
            return;
        }

        string[] names = [.. Directory.GetFiles(folder["file"]).Select(Path.GetFileName)!];
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.GetFiles(folder["pipe"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(names, name => Command.Succeed("compare", folder[$"file/{name}"], folder[$"pipe/{name}"], "--quiet"));
    }

    [Theory]
    [InlineData("out.xva")]
    [InlineData("out.ova")]
    [InlineData("out.vhd")]
    [InlineData("out.qcow2")]
    public void Convert_OvaThroughAPipe_HoldsTheDisk(string target)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(9 << 20));
        Command.Succeed("convert", folder["disk.raw"], folder["disk.ova"], "--quiet");

        CommandResult result = Command.RunPiped(folder["disk.ova"], "convert", "-", folder[target], "--quiet");

        Assert.True(result.ExitCode == 0, result.ToString());
        Command.Succeed("compare", folder["disk.raw"], folder[target], "--quiet");
        Command.Succeed("verify", folder[target]);
    }

    [Fact]
    public void Convert_FromPipeToPipe_HoldsTheDisk()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(9 << 20));
        Command.Succeed("convert", folder["disk.raw"], folder["disk.xva"], "--quiet");
        string appliance = Command.Executable;

        Tool.Run("sh", "-c", $"cat '{folder["disk.xva"]}' | '{appliance}' convert - - | '{appliance}' convert - '{folder["out.raw"]}' --quiet");

        Tool.Run("cmp", folder["disk.raw"], folder["out.raw"]);
    }

    [Theory]
    [InlineData("ova")]
    [InlineData("xva")]
    [InlineData("vmdk")]
    public void Convert_CutOffInThePipe_IsRefusedAndLeavesNothing(string format)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(9 << 20));
        Command.Succeed("convert", folder["disk.raw"], folder[$"disk.{format}"], "--quiet");
        using (FileStream file = File.Open(folder[$"disk.{format}"], FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }

        CommandResult result = Command.RunPiped(folder[$"disk.{format}"], "convert", "-", folder["out.vhd"], "--quiet");

        Assert.True(result.ExitCode == Refused, result.ToString());
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public void Convert_LargeOvaThroughAPipe_MemoryStaysSmall()
    {
        using var folder = new TemporaryFolder();
        using (FileStream large = File.Create(folder["disk.raw"]))
        {
            byte[] piece = TestDisk.RandomBytes(1 << 20);
            for (int i = 0; i < 400; i++)
            {
                large.Write(piece);
            }
        }

        Command.Succeed("convert", folder["disk.raw"], folder["disk.ova"], "--quiet");
        CommandResult result = Command.RunPiped(folder["disk.ova"], "convert", "-", folder["out.xva"], "--quiet");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.InRange(result.PeakMemory, 1, Memory);
    }
}
