using System.Diagnostics;
using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>What the command promises whatever it converts.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData(2, "bogus")]
    [InlineData(2, "convert")]
    [InlineData(2, "convert", "a.vmdk", "a.unknown")]
    [InlineData(2, "convert", "a.vmdk", "a.xva", "--network", "nonsense")]
    [InlineData(1, "inspect", "/nowhere/a.ova")]
    [InlineData(0, "--version")]
    [InlineData(0, "convert", "--help")]
    public void Run_CommandLine_EndsWithItsExitCode(int expected, params string[] arguments)
        => Assert.Equal(expected, Command.Run(arguments).ExitCode);

    [Fact]
    public void Convert_Json_IsOneDocumentOnStandardOutput()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(3_000_320));

        CommandResult result = Command.Succeed("convert", folder["disk.raw"], folder["disk.vhd"], "--json");

        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.Equal("dynamic VHD", document.RootElement.GetProperty("plan").GetProperty("targetFormat").GetString());
    }

    [Fact]
    public void Convert_TargetExists_IsRefusedUnlessForced()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", new byte[4096]);
        folder.Write("disk.vhd", "precious");

        Assert.Equal(2, Command.Run("convert", folder["disk.raw"], folder["disk.vhd"]).ExitCode);
        Assert.Equal("precious", File.ReadAllText(folder["disk.vhd"]));
        Command.Succeed("convert", folder["disk.raw"], folder["disk.vhd"], "--force");
    }

    [Fact]
    public void Convert_DryRun_MakesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", new byte[4096]);

        CommandResult result = Command.Succeed("convert", folder["disk.raw"], folder["disk.xva"], "--dry-run");

        Assert.Contains("disk.xva", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["disk.xva"]));
    }

    [Fact]
    public void Convert_Twice_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(9_000_448));
        foreach (string target in (string[])["xva", "vhd", "ova", "vmdk", "qcow2"])
        {
            Command.Succeed("convert", folder["disk.raw"], folder[$"a.{target}"], "--jobs", "1", "--quiet");
            File.Move(folder[$"a.{target}"], folder[$"first.{target}"]);
            Command.Succeed("convert", folder["disk.raw"], folder[$"a.{target}"], "--jobs", "4", "--quiet");
            Tool.Run("cmp", folder[$"first.{target}"], folder[$"a.{target}"]);
        }
    }

    [Fact]
    public void Compare_LastByteDiffers_SaysWhere()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(3_000_320);
        folder.Write("a.raw", content);
        content[^1] ^= 1;
        folder.Write("b.raw", content);

        CommandResult result = Command.Run("compare", folder["a.raw"], folder["b.raw"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("byte 3000319 ", result.Output, StringComparison.Ordinal);
    }

    [NeedsToolFact("python3", "xxhsum")]
    public void Convert_ToStandardOutput_IsTheSameXvaAsInAFile()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(3_000_320));
        string appliance = Command.Executable;

        Tool.Run("sh", "-c", $"'{appliance}' convert '{folder["disk.raw"]}' - > '{folder["piped.xva"]}'");
        Command.Succeed("convert", folder["disk.raw"], folder["file.xva"], "--quiet");

        Command.Succeed("compare", folder["piped.xva"], folder["file.xva"], "--quiet");
        Command.Succeed("verify", folder["piped.xva"]);
    }

    [Fact]
    public async Task Convert_Interrupted_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        using (FileStream large = File.Create(folder["disk.raw"]))
        {
            byte[] piece = TestDisk.RandomBytes(1 << 20);
            for (int i = 0; i < 1024; i++)
            {
                large.Write(piece);
            }
        }

        var start = new ProcessStartInfo(Command.Executable, ["convert", folder["disk.raw"], folder["disk.vmdk"]])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        while (!process.HasExited && Directory.GetFiles(folder.Path).Length < 2)
        {
            await Task.Delay(10);
        }

        Tool.Run("kill", "-INT", $"{process.Id}");
        await process.WaitForExitAsync();

        Assert.Equal(130, process.ExitCode);
        Assert.Equal([folder["disk.raw"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Inspect_MillionNestedElements_IsRefusedQuickly()
    {
        using var folder = new TemporaryFolder();
        string open = string.Concat(Enumerable.Repeat("<a>", 1_000_000));
        folder.Write("deep.ovf", $"<Envelope xmlns=\"http://schemas.dmtf.org/ovf/envelope/1\">{open}");

        CommandResult result = Command.Run("inspect", folder["deep.ovf"]);

        Assert.Equal(3, result.ExitCode);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.InRange(result.CpuSeconds, 0, 5);
        Assert.InRange(result.PeakMemory, 0, 300L << 20);
    }

    [Fact]
    public void Convert_LargerThanAllowed_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", new byte[1 << 20]);
        Command.Succeed("convert", folder["disk.raw"], folder["disk.vhd"], "--quiet");

        Assert.Equal(3, Command.Run("convert", folder["disk.vhd"], folder["out.raw"], "--max-disk-size", "512K").ExitCode);
    }
    [Fact]
    public void Run_ErrorWithAStrangersName_ShowsWhereItComesFromWithoutEscapes()
    {
        CommandResult result = Command.Run("inspect", "/nowhere/\e[31m", "--verbose");
        Assert.Contains("\n   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Error);
    }
}
