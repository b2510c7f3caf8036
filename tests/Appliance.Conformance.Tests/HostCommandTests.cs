using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>The verbs for hosts, with a file of hosts that only the test has.</summary>
public sealed class HostCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Host_AddedListedRemoved_IsWhatWasSaid()
    {
        Assert.Equal((0, "xen1: xl+ssh://root@xen1\n  pool      fast=lvm-thin:vg0/pool0\n"), Run("host", "add", "xen1", "xl+ssh://root@xen1", "--pool", "fast=lvm-thin:vg0/pool0"));
        JsonElement host = Assert.Single(JsonDocument.Parse(Run("host", "list", "--json").Output).RootElement.EnumerateArray());
        Assert.Equal("xl+ssh://root@xen1", host.GetProperty("address").GetString());
        Assert.Equal("lvm-thin", host.GetProperty("pools")[0].GetProperty("kind").GetString());
        Assert.Equal((0, ""), Run("host", "remove", "xen1"));
        Assert.Equal((0, ""), Run("host", "list"));
    }

    [Fact]
    public void Host_AddedTwice_IsChangedOnlyWhereThatIsSaid_AndKeepsItsPools()
    {
        Run("host", "add", "xen1", "xl+ssh://root@xen1", "--pool", "fast=lvm-thin:vg0/pool0", "--folder", "/srv/appliance");
        Assert.Equal(2, Run("host", "add", "xen1", "xl+ssh://root@10.0.0.7").ExitCode);
        Assert.Equal(
            (0, "xen1: xl+ssh://root@10.0.0.7, /srv/appliance\n  pool      fast=lvm-thin:vg0/pool0\n"), Run("host", "add", "xen1", "xl+ssh://root@10.0.0.7", "--replace"));
        Assert.Equal(
            (0, "xen1: xl+ssh://root@10.0.0.7, /srv/appliance\n  pool      slow=zfs:tank/vm\n"), Run("host", "add", "xen1", "xl+ssh://root@10.0.0.7", "--replace", "--pool", "slow=zfs:tank/vm"));
    }

    [Theory]
    [InlineData("host")]
    [InlineData("host", "add", "xen1")]
    [InlineData("host", "add", "xen1", "ftp://xen1")]
    [InlineData("host", "add", "xen1", "xl://", "--pool", "fast")]
    [InlineData("host", "add", "xen1", "xl+ssh://xen1", "--ssh-config", "/nowhere/at/all")]
    [InlineData("host", "remove", "xen1")]
    [InlineData("host", "show")]
    [InlineData("host", "show", "xen1")]
    public void Host_WithWrongWords_IsWrongUsage(params string[] arguments) => Assert.Equal(2, Run(arguments).ExitCode);

    [Fact]
    public void Host_WithABrokenFile_Fails()
    {
        _folder.Write("appliance/hosts.json", "{");
        Assert.Equal(1, Run("host", "list").ExitCode);
    }

    [NeedsToolFact("ssh")]
    public void Host_OutOfReach_HasItsOwnExitCode()
    {
        Run("host", "add", "xen1", "xl+ssh://root@127.0.0.1:1");
        Assert.Equal(4, Run("host", "check").ExitCode);
        Assert.Equal(4, Run("host", "show", "xen1").ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private (int ExitCode, string Output) Run(params string[] arguments)
    {
        string[] command = [$"XDG_CONFIG_HOME={_folder.Path}", Command.Executable, .. arguments];
        (int code, string output, _) = Tool.TryRun("env", ["-u", "APPLIANCE_HOST", .. command]);
        return (code, output);
    }
}
