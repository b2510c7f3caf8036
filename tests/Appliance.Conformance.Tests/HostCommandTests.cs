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

    [Fact]
    public void Host_Labels_AreSavedChangedAndFiltered()
    {
        Run("host", "add", "xen1", "xl+ssh://root@xen1", "--label", "gold", "--label", "site=berlin", "--tenant", "acme");
        Run("host", "add", "xen2", "xl+ssh://root@xen2");
        Assert.Equal((0, "xen1: xl+ssh://root@xen1\n  labels    gold, site=berlin\n  tenant    acme\n"), Run("host", "list", "--label", "gold", "--tenant", "acme"));
        Assert.Equal((0, "xen1: xl+ssh://root@xen1\n  labels    site=rome\n"), Run("host", "set", "xen1", "--label", "site=rome", "--remove-label", "gold", "--no-tenant"));
        JsonElement host = Assert.Single(JsonDocument.Parse(Run("host", "list", "--label", "site", "--json").Output).RootElement.EnumerateArray());
        Assert.Equal("site=rome", host.GetProperty("labels")[0].GetString());
        Assert.Equal((0, ""), Run("host", "list", "--tenant", "acme"));
    }

    [Fact]
    public void Host_AddReplace_KeepsLabelsAndTenant()
    {
        Run("host", "add", "xen1", "xl+ssh://root@xen1", "--label", "gold", "--tenant", "acme");
        Assert.Equal((0, "xen1: xl+ssh://root@10.0.0.7\n  labels    gold\n  tenant    acme\n"), Run("host", "add", "xen1", "xl+ssh://root@10.0.0.7", "--replace"));
    }

    [Fact]
    public void Tenant_SetListedRemoved_IsWhatWasSaid()
    {
        Run("host", "add", "xen1", "xl+ssh://root@xen1", "--tenant", "beta");
        Assert.Equal((0, "acme: 20 machines, 64 GiB of memory, 2 TiB of disks\n"), Run("tenant", "set", "acme", "--machines", "20", "--memory", "64GiB", "--storage", "2T"));
        Assert.Equal((0, "acme: 20 machines, 40 CPUs, 2 TiB of disks\n"), Run("tenant", "set", "acme", "--cpus", "40", "--memory", "none"));
        Assert.Equal((0, "acme: 20 machines, 40 CPUs, 2 TiB of disks\nbeta: no limits\n"), Run("tenant", "list"));
        Assert.Equal(20, JsonDocument.Parse(Run("tenant", "list", "--json").Output).RootElement[0].GetProperty("maxMachines").GetInt32());
        Assert.Equal((0, ""), Run("tenant", "remove", "acme"));
        Assert.Equal(2, Run("tenant", "remove", "beta").ExitCode);
    }

    [Theory]
    [InlineData("tenant")]
    [InlineData("tenant", "set", "acme")]
    [InlineData("tenant", "set", "a b", "--cpus", "1")]
    [InlineData("tenant", "set", "acme", "--cpus", "-1")]
    [InlineData("tenant", "show", "acme")]
    [InlineData("tenant", "remove", "acme")]
    [InlineData("host", "set", "xen1", "--label", "gold")]
    [InlineData("host", "add", "xen1", "xl://", "--label", "a b")]
    [InlineData("host", "add", "xen1", "xl://", "--tenant", "a b")]
    [InlineData("import", "web.ova", "--place", "gold")]
    [InlineData("import", "web.ova", "--place", "any", "--host", "xl://")]
    [InlineData("list", "--all", "--host", "xl://")]
    [InlineData("list", "--all")]
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

    [Fact]
    public void Host_GivenByItsAddress_NeedsNoFile()
    {
        _folder.Write("appliance/hosts.json", "{");
        Assert.Equal(4, Run("import", _folder.Write("web.raw", new byte[512]), "--guest", "keep", "--host", "xapi://root@127.0.0.1:1").ExitCode);
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
