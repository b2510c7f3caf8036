using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Health checks that a publisher puts into a package, on their way through the formats.</summary>
public sealed class HealthCheckCommandTests
{
    private static readonly string[] Care = ["--check", "http:80/health", "--check", "console:login:", "--restart", "on-failure"];

    [Theory]
    [InlineData("web.ova", "ova")]
    [InlineData("web.ova", "vmware-ova")]
    [InlineData("web.ovf", "ovf")]
    [InlineData("web.xva", "xva")]
    public void Convert_WithChecks_PutsThemIntoThePackage(string name, string format)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(3_000_320));

        Command.Succeed(["convert", folder["disk.raw"], folder[name], "--to", format, .. Care]);

        Assert.Equal("Http 80/health, Console login:, OnFailure", Inspect(folder[name]));
        string text = Command.Succeed("inspect", "--no-guest", folder[name]).Output;
        Assert.Contains("  check     http:80/health\n  check     console:login:\n  restart   on-failure\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_FromFormatToFormat_KeepsReplacesAndDrops()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(3_000_320));
        Command.Succeed(["convert", folder["disk.raw"], folder["1.ova"], .. Care]);

        Command.Succeed("convert", folder["1.ova"], folder["2.xva"]);
        Command.Succeed("convert", folder["2.xva"], folder["3.ova"], "--to", "vmware-ova");
        Command.Succeed("convert", folder["3.ova"], folder["4.xva"], "--check", "tcp:22");
        Command.Succeed("convert", folder["3.ova"], folder["5.ova"], "--check", "none", "--restart", "no");

        Assert.Equal("Http 80/health, Console login:, OnFailure", Inspect(folder["3.ova"]));
        Assert.Equal("Tcp 22, OnFailure", Inspect(folder["4.xva"]));
        Assert.Equal("No", Inspect(folder["5.ova"]));
    }

    [Fact]
    public void Convert_ToNothing_ShowsTheChecksOfThePlan()
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", new byte[4096]);
        string plan = Command.Succeed(["convert", folder["disk.raw"], folder["disk.xva"], "--dry-run", .. Care]).Output;
        Assert.Contains("check     console:login:", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--check", "udp:53")]
    [InlineData("--check", "none", "--check", "tcp:22")]
    [InlineData("--restart", "often")]
    public void Convert_WhatIsNoCheckOrPolicy_IsWrongUsage(params string[] options)
        => Assert.Equal(2, Command.Run(["convert", "a.raw", "a.xva", .. options]).ExitCode);

    private static string Inspect(string package)
    {
        using JsonDocument document = JsonDocument.Parse(Command.Succeed("inspect", "--no-guest", "--json", package).Output);
        JsonElement machine = document.RootElement.GetProperty("machines")[0];
        IEnumerable<string> checks = machine.GetProperty("healthChecks").EnumerateArray()
            .Select(check => $"{check.GetProperty("kind").GetString()} {check.GetProperty("argument").GetString()}");
        return string.Join(", ", checks.Append(machine.GetProperty("restart").GetString()));
    }
}
