using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Disks over other disks: backing files of QCOW2, and differencing VHDs.</summary>
public sealed class LayeredDiskTests
{
    private const int Refused = 3;
    private const int Usage = 2;

    [NeedsToolFact("qemu-img", "qemu-io")]
    public void Backing_ChainOfTwo_EveryVerbTakesIt()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(3 << 20, seed: 2);
        folder.Write("base.raw", content);
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", "-b", folder["base.raw"], "-F", "raw", folder["middle.qcow2"]);
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", "-b", folder["middle.qcow2"], "-F", "qcow2", folder["top.qcow2"]);
        Tool.Run("qemu-io", "-f", "qcow2", "-c", "write -P 9 1M 64k", folder["top.qcow2"]);
        content.AsSpan(1 << 20, 64 << 10).Fill(9);
        folder.Write("truth.raw", content);
        string[] backing = ["--backing", folder["middle.qcow2"], "--backing", folder["base.raw"]];

        Command.Succeed(["convert", folder["top.qcow2"], folder["flat.raw"], .. backing]);
        DiskAssert.Same(content, File.ReadAllBytes(folder["flat.raw"]));
        Command.Succeed(["compare", folder["top.qcow2"], folder["truth.raw"], .. backing]);
        Command.Succeed(["verify", folder["top.qcow2"], .. backing]);
        Assert.Contains("\"format\": \"qcow2\"", Command.Succeed(["inspect", folder["top.qcow2"], "--json", .. backing]).Output, StringComparison.Ordinal);
    }

    [NeedsToolFact("qemu-img")]
    public void Backing_NotNamed_IsRefusedWithTheFileAndTheOption()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "/etc/passwd", "-F", "raw", folder["top.qcow2"], "1M");

        CommandResult result = Command.Run("convert", folder["top.qcow2"], folder["flat.raw"]);

        Assert.Equal(Refused, result.ExitCode);
        Assert.Contains("\"/etc/passwd\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("--backing", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["flat.raw"]));
    }

    [NeedsLibvhdiFact]
    public void DifferencingVhd_OverAConvertedBase_IsSoundAndEqual()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(9_000_448, seed: 3);
        folder.Write("disk.raw", content);
        Command.Succeed("convert", folder["disk.raw"], folder["base.vhd"]);
        content.AsSpan(2_000_000, 100_000).Clear();
        TestDisk.RandomBytes(50_000).CopyTo(content, 5_000_000);
        folder.Write("disk.raw", content);

        Command.Succeed("convert", folder["disk.raw"], folder["delta.vhd"], "--to", "vhd-diff", "--parent", folder["base.vhd"]);

        Command.Succeed("verify", folder["delta.vhd"]);
        Command.Succeed("compare", folder["disk.raw"], folder["delta.vhd"]);
        DiskAssert.Same(content, Libvhdi.Read(folder["delta.vhd"], folder["base.vhd"]).Content);
    }

    [Fact]
    public void DifferencingVhd_DiskThatDoesNotFit_IsRefusedBeforeAnythingIsWritten()
    {
        using var folder = new TemporaryFolder();
        folder.Write("small.raw", new byte[4096]);
        folder.Write("large.raw", new byte[8192]);
        Command.Succeed("convert", folder["small.raw"], folder["base.vhd"]);

        CommandResult result = Command.Run("convert", folder["large.raw"], folder["delta.vhd"], "--to", "vhd-diff", "--parent", folder["base.vhd"], "--dry-run");

        Assert.Equal(Refused, result.ExitCode);
        Assert.Contains("has 8192 bytes, its parent \"base.vhd\" 4096", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delta.vhd", "--to", "vhd-diff")]
    [InlineData("delta.vhd", "--to", "vhd", "--parent", "base.vhd")]
    [InlineData("base.vhd", "--to", "vhd-diff", "--parent", "base.vhd", "--force")]
    public void DifferencingVhd_OptionsThatDoNotFit_AreRefused(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", new byte[4096]);
        Command.Succeed("convert", folder["disk.raw"], folder["base.vhd"]);
        string[] paths = [.. arguments.Select(argument => argument.EndsWith(".vhd", StringComparison.Ordinal) ? folder[argument] : argument)];

        Assert.Equal(Usage, Command.Run(["convert", folder["disk.raw"], .. paths]).ExitCode);
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData("qcow2", "cluster_size=64k", "16T")]
    [InlineData("qcow2", "cluster_size=64k,extended_l2=on", "16T")]
    [InlineData("vhdx", "block_size=1M", "16T")]
    [InlineData("vpc", "subformat=dynamic", "2040G")]
    public void Inspect_HugeEmptyDisk_TakesLittleMemory(string format, string options, string size)
    {
        using var folder = new TemporaryFolder();
        Tool.Run("qemu-img", "create", "-q", "-f", format, "-o", options, folder["huge"], size);

        CommandResult result = Command.Succeed("inspect", folder["huge"], "--json");

        Assert.InRange(result.PeakMemory, 0, 160L << 20);
    }

    [NeedsToolFact("qemu-img")]
    public void TooLargeForVhd_TheWayOutIsNamed()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", folder["big.qcow2"], "3T");

        CommandResult result = Command.Run("convert", folder["big.qcow2"], folder["big.vhd"]);

        Assert.Equal(Refused, result.ExitCode);
        Assert.Contains("2190433320960 bytes (2,040 GiB)", result.Error, StringComparison.Ordinal);
        Assert.Contains("--to qcow2", result.Error, StringComparison.Ordinal);
        Command.Succeed("convert", folder["big.qcow2"], folder["copy.qcow2"]);
        Tool.Run("qemu-img", "check", "-q", folder["copy.qcow2"]);
    }
}
