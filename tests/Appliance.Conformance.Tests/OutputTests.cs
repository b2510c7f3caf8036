using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Targets that are compressed, and targets on standard output: other programs take them, and a failure is told and leaves nothing.</summary>
public sealed class OutputTests
{
    private static readonly string Appliance = Command.Executable;

    [NeedsToolTheory("qemu-img", "gzip", "zstd", "sh")]
    [InlineData("raw", "raw", "cat")]
    [InlineData("vhd", "vpc", "cat")]
    [InlineData("vhd-fixed", "vpc", "cat")]
    [InlineData("vmdk", "vmdk", "cat")]
    [InlineData("vhd", "vpc", "gzip -dc", "--compress", "gz")]
    [InlineData("vhd", "vpc", "zstd -dc", "--compress", "zst")]
    [InlineData("raw", "raw", "zstd -dc", "--compress", "zst")]
    [InlineData("vmdk", "vmdk", "gzip -dc", "--compress", "gz")]
    public void Convert_ToAPipe_QemuSeesTheSameDisk(string format, string qemuFormat, string reader, params string[] options)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(9_000_448));

        string printed = Tool.Run(
            "sh", "-c", $"'{Appliance}' convert '{folder["disk.raw"]}' - --to {format} {string.Join(' ', options)} | {reader} > '{folder["out"]}'");

        Assert.Empty(printed);
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", qemuFormat, folder["disk.raw"], folder["out"]);
    }

    [NeedsToolTheory("python3", "sh", "cmp")]
    [InlineData(512)]
    [InlineData(2 << 20)]
    [InlineData(20_000_256)]
    public void Convert_VhdToAPipe_IsReadForwardOnlyAsHostsDo(int size)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(size, seed: size));
        string reader = Path.Combine(AppContext.BaseDirectory, "Oracles", "vhd_stream.py");

        Tool.Run("sh", "-c", $"'{Appliance}' convert '{folder["disk.raw"]}' - --to vhd --quiet | python3 '{reader}' '{folder["out"]}'");

        Tool.Run("cmp", folder["disk.raw"], folder["out"]);
    }

    [NeedsToolTheory("python3", "gzip", "zstd", "tar", "sh")]
    [InlineData("gz")]
    [InlineData("zst")]
    public void Convert_CompressedXvaThroughAPipe_IsReadByToolsAndByUs(string method)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(9_000_448));
        string packed = folder[$"web01.xva.{method}"];

        Tool.Run("sh", "-c", $"'{Appliance}' convert '{folder["disk.raw"]}' - --compress {method} > '{packed}'");

        string unpack = method == "gz" ? "gzip" : "zstd";
        Assert.StartsWith("ova.xml\n", Tool.Run("sh", "-c", $"{unpack} -dc '{packed}' | tar -tf -"), StringComparison.Ordinal);
        Command.Succeed("compare", folder["disk.raw"], packed, "--quiet");
        Command.Succeed("verify", packed);
    }

    [Theory]
    [InlineData("disk.vhd.gz")]
    [InlineData("disk.vhd.zst")]
    [InlineData("disk.raw.gz")]
    [InlineData("disk.vmdk.zst")]
    [InlineData("web01.xva.gz")]
    [InlineData("WEB01.XVA.ZST")]
    public void Convert_CompressedName_HoldsTheSameDiskForAnyNumberOfJobs(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("in.raw", TestDisk.Mixed(9_000_448));

        Command.Succeed("convert", folder["in.raw"], folder[name], "--jobs", "1", "--quiet");
        File.Move(folder[name], folder[$"first-{name}"]);
        Command.Succeed("convert", folder["in.raw"], folder[name], "--jobs", "4", "--quiet");

        Assert.Equal(File.ReadAllBytes(folder[$"first-{name}"]), File.ReadAllBytes(folder[name]));
        Command.Succeed("compare", folder["in.raw"], folder[name], "--quiet");
    }

    [Theory]
    [InlineData("web01.xva")]
    [InlineData("web01.xva.gz")]
    [InlineData("disk.vhd.zst")]
    public void Convert_VerifiedTarget_IsReadBackAndNotBuiltTwice(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("in.raw", TestDisk.Mixed(9_000_448));

        CommandResult result = Command.Succeed("convert", folder["in.raw"], folder[name], "--verify");

        Assert.Contains("read back, the same guest bytes", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("is built in", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-", "--to", "qcow2")]
    [InlineData("-", "--to", "ova")]
    [InlineData("-", "--to", "vmdk-sparse")]
    [InlineData("-", "--json")]
    [InlineData("-", "--compress", "xz")]
    [InlineData("disk.qcow2.gz")]
    [InlineData("package.ova", "--compress", "gz")]
    [InlineData("disk.vhd.gz", "--compress", "zst")]
    public void Convert_WhatNoStreamCanTake_IsWrongUsageAndPrintsNothing(params string[] target)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", new byte[4096]);

        CommandResult result = Command.Run(["convert", folder["disk.raw"], .. target]);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    [NeedsToolTheory("sh", "head")]
    [InlineData("xva")]
    [InlineData("raw --compress zst")]
    [InlineData("vhd")]
    public void Convert_ReaderEndsEarly_IsOneLineAndExitCode1(string target)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.RandomBytes(20 << 20));

        (_, _, string error) = Tool.TryRun(
            "sh", "-c", $"{{ '{Appliance}' convert '{folder["disk.raw"]}' - --to {target} --quiet; echo \"exit $?\" >&2; }} | head -c 1000000 > '{folder["out"]}'");

        Assert.Equal(["appliance: standard output: broken pipe, the program that reads it has ended", "exit 1"], error.Trim().Split('\n'));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [NeedsToolFact("sh")]
    public void Convert_StandardOutputOnAFullDisk_IsOneLineAndExitCode1()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.RandomBytes(3 << 20));

        (int code, _, string error) = Tool.TryRun("sh", "-c", $"'{Appliance}' convert '{folder["disk.raw"]}' - --to raw --quiet > /dev/full");

        Assert.Equal(1, code);
        Assert.Equal("appliance: standard output: No space left on device", error.Trim());
    }

    [NeedsToolFact("sh", "tail")]
    public void Convert_StandardOutputIsAFileThatGoesOn_LeavesItsOffsetBehindTheImage()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.RandomBytes(1 << 20);
        folder.Write("disk.raw", content);

        Tool.Run("sh", "-c", $"{{ printf head; '{Appliance}' convert '{folder["disk.raw"]}' - --to raw --quiet; printf tail; }} > '{folder["out"]}'");

        Assert.Equal([.. "head"u8, .. content, .. "tail"u8], File.ReadAllBytes(folder["out"]));
    }

    [NeedsMountTheory]
    [InlineData("disk.raw.gz")]
    [InlineData("disk.vhd.zst")]
    [InlineData("web01.xva.gz")]
    [InlineData("disk.vhd")]
    public void Convert_TargetOnAFullDisk_IsOneLineAndLeavesNothing(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.RandomBytes(20 << 20));
        Directory.CreateDirectory(folder["small"]);
        string script = $"mount -t tmpfs -o size=4m none small && '{Appliance}' convert disk.raw small/{name} --quiet; echo \"exit $?\"; ls -A small";

        (_, string output, string error) = Tool.TryRun("unshare", "--mount", "sh", "-c", $"cd '{folder.Path}' && {script}");

        Assert.Equal("exit 1", output.Trim());
        Assert.StartsWith("appliance: No space left on device", error.Trim(), StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public void Convert_CompressedLargeDisk_TakesAFewPiecesOfMemory()
    {
        using var folder = new TemporaryFolder();
        using (FileStream large = File.Create(folder["disk.raw"]))
        {
            byte[] piece = TestDisk.RandomBytes(1 << 20);
            for (int i = 0; i < 512; i++)
            {
                large.Write(piece);
            }

            large.SetLength(20L << 30);
        }

        CommandResult result = Command.Succeed("convert", folder["disk.raw"], folder["disk.vhd.zst"], "--jobs", "2", "--quiet");

        Assert.InRange(result.PeakMemory, 0, 150L << 20);
    }
}
