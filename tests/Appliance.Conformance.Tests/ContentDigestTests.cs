using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>One disk has one digest in every format, and it is the one that docs/content-digest.md defines.</summary>
public sealed class ContentDigestTests
{
    private static readonly string[] Targets = ["a.raw", "a.vhd", "a.qcow2", "a.vmdk", "a.xva", "a.ova", "ovf/a.ovf", "fixed/"];

    [NeedsToolTheory("python3")]
    [InlineData(4096)]
    [InlineData(9_000_448)]
    public void Digest_EveryFormat_EqualsTheProgramInTheDocument(int length)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(length, seed: length));
        string expected = RunProgram(folder);

        Assert.Equal(expected, Inspect(folder["disk.raw"]));
        foreach (string target in Targets)
        {
            Assert.Equal(expected, Convert(folder, target));
        }
    }

    [NeedsToolFact("python3")]
    public void Digest_OddSizeAndAnyJobs_EqualsTheProgramInTheDocument()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(5_000_001));
        string expected = RunProgram(folder);

        Assert.Equal(expected, Inspect(folder["disk.raw"], "--from", "raw", "--jobs", "1"));
        Assert.Equal(expected, Inspect(folder["disk.raw"], "--from", "raw", "--jobs", "5"));
    }

    [Fact]
    public void Compare_EachFormatWithTheNext_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(2_500_096));
        string last = folder["disk.raw"];
        foreach (string target in Targets)
        {
            Convert(folder, target);
            string made = folder[target == "fixed/" ? "fixed/disk.vhd" : target];
            Command.Succeed("compare", last, made, "--quiet");
            last = made;
        }
    }

    [Fact]
    public void Compare_OneByteDiffers_GivesBothDigestsAndThePlace()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(4_000_256);
        folder.Write("a.raw", content);
        Command.Succeed("convert", folder["a.raw"], folder["a.xva"], "--quiet");
        content[2_345_678] ^= 1;
        folder.Write("b.raw", content);

        CommandResult result = Command.Run("compare", folder["b.raw"], folder["a.xva"], "--from", "raw", "--from-second", "xva", "--json");

        Assert.Equal(1, result.ExitCode);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement pair = document.RootElement.GetProperty("disks")[0];
        Assert.Equal(2_345_678, pair.GetProperty("difference").GetInt64());
        Assert.Equal(Inspect(folder["b.raw"]), pair.GetProperty("firstDigest").GetString());
        Assert.Equal(Inspect(folder["a.raw"]), pair.GetProperty("secondDigest").GetString());
    }

    [Fact]
    public void Convert_Verify_PrintsTheDigestOfTheSource()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(3_000_320));

        CommandResult result = Command.Succeed("convert", folder["disk.raw"], folder["a.xva"], "--verify");

        Assert.Contains($"the same guest bytes, {Inspect(folder["disk.raw"])}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_VerifyStandardOutput_IsWrongUsage()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", new byte[4096]);

        Assert.Equal(2, Command.Run("convert", folder["disk.raw"], "-", "--verify").ExitCode);
    }

    [NeedsToolFact("qemu-img", "qemu-io")]
    public void Convert_VerifySixteenTebibytesWithOneMebibyte_TakesSeconds()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "cluster_size=2M", folder["large.qcow2"], "16T");
        Tool.Run("qemu-io", "-c", "write -q -P 7 15T 1M", folder["large.qcow2"]);
        byte[] entry = new byte[8 + 32];
        BinaryPrimitives.WriteInt64BigEndian(entry, 15L << 20);
        SHA256.HashData(Enumerable.Repeat((byte)7, 1 << 20).ToArray()).CopyTo(entry, 8);

        CommandResult result = Command.Succeed("convert", folder["large.qcow2"], folder["a.qcow2"], "--verify");

        Assert.Contains(System.Convert.ToHexStringLower(SHA256.HashData(entry)), result.Output, StringComparison.Ordinal);
        Assert.InRange(result.CpuSeconds, 0, 10);
        Assert.InRange(result.PeakMemory, 0, 300L << 20);
    }

    /// <summary>Converts the disk, and returns the digest of what was read back.</summary>
    private static string Convert(TemporaryFolder folder, string target)
    {
        string[] format = target == "fixed/" ? ["--to", "vhd-fixed"] : [];
        CommandResult result = Command.Succeed(["convert", folder["disk.raw"], folder[target], "--verify", "--json", .. format]);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.GetProperty("proof").GetProperty("disks")[0].GetProperty("writtenDigest").GetString()!;
    }

    private static string Inspect(string path, params string[] options)
    {
        CommandResult result = Command.Succeed(["inspect", path, "--digest", "--json", .. options]);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.GetProperty("machines")[0].GetProperty("disks")[0].GetProperty("digest").GetString()!;
    }

    /// <summary>Runs the very program that the document shows.</summary>
    private static string RunProgram(TemporaryFolder folder)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "content-digest.md"));
        string program = text.Split("```python\n")[1].Split("```")[0];
        return Tool.Run(Tool.Python, "-c", program, folder["disk.raw"]).Trim();
    }
}
