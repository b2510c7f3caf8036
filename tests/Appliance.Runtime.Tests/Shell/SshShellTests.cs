using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;
using Appliance.Testing;
using Appliance.Testing.Ssh;
using Xunit;

namespace Appliance.Runtime.Tests.Shell;

public sealed class SshShellTests(LazySshServer ssh) : IClassFixture<LazySshServer>
{
    [NeedsSshFact]
    public async Task AllScripts_ShareOneConnection()
    {
        int before = ssh.Server.Logins;
        await using IHostShell shell = await ShellBench.OpenAsync(ssh.Server);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal($"{i}\n", (await shell.RunAsync($"echo {i}", default)).Output);
        }

        Assert.Equal(before + 1, ssh.Server.Logins);
    }

    [NeedsSshFact]
    public async Task MoreScriptsAtOnceThanAConnectionCarries_AllRun()
    {
        await using IHostShell shell = await ShellBench.OpenAsync(ssh.Server);
        ShellResult[] results = await Task.WhenAll(Enumerable.Range(0, 15).Select(i => shell.RunAsync($"sleep 1; echo {i}", default)));
        Assert.Equal(Enumerable.Range(0, 15).Select(i => $"{i}\n"), results.Select(result => result.Output));
    }

    [NeedsSshFact]
    public async Task AnUnknownHostKey_IsRefused() => await AssertRefusedAsync(
        ShellBench.Entry(ssh.Server.WriteClient("unknown", knownHosts: "empty")), "xen1: the host key is not known; connect once with ssh xen-test");

    [NeedsSshFact]
    public async Task AnUnknownHostKey_IsRefusedAlsoWhereTheUserTakesAny() => await AssertRefusedAsync(
        ShellBench.Entry(ssh.Server.WriteClient("careless", knownHosts: "empty", more: "StrictHostKeyChecking no")), "xen1: the host key is not known");

    [NeedsSshFact]
    public async Task AnotherHostKeyThanTheKnownOne_IsRefused() => await AssertRefusedAsync(
        ShellBench.Entry(ssh.Server.WriteClient("changed", knownHosts: "changed_hosts")), "xen1: the host key is not the one that is known");

    [NeedsSshFact]
    public async Task AWrongKey_IsRefused() => await AssertRefusedAsync(
        ShellBench.Entry(ssh.Server.WriteClient("strange", key: "stranger")), "xen1: ssh was not let in");

    [NeedsSshFact]
    public async Task WhereNobodyListens_TheErrorSaysSo() => await AssertRefusedAsync(
        ShellBench.Entry(ssh.Server.ClientConfiguration, port: 1), "xen1: nothing listens for ssh there");

    [NeedsSshFact]
    public async Task ANameThatIsNotKnown_IsTold() => await AssertRefusedAsync(
        ShellBench.Entry(ssh.Server.ClientConfiguration, "no-such-host.invalid"), "xen1: the name no-such-host.invalid is not known");

    [NeedsSshFact]
    public async Task ACutConnection_EndsTheScript_AndTheNextOneConnectsAnew()
    {
        using var folder = new TemporaryFolder();
        await using IHostShell shell = await ShellBench.OpenAsync(ssh.Server);
        await using IShellProcess process = await shell.StartAsync(ShellBench.Sleeper(folder), default);
        int pid = ShellBench.SleeperOf(folder);
        ssh.Server.Cut();
        HostException e = await Assert.ThrowsAsync<HostException>(() => process.WaitAsync(default));
        Assert.Equal("xen1: the connection broke; try again", e.Message);
        ShellBench.AwaitEnd(pid);
        Assert.Equal("again\n", (await shell.RunAsync("echo again", default)).Output);
    }

    [NeedsSshFact]
    public async Task ACutConnection_IsToldToWhoSends()
    {
        await using IHostShell shell = await ShellBench.OpenAsync(ssh.Server);
        await using IShellProcess process = await shell.StartAsync("cat > /dev/null", default);
        HostException e = await Assert.ThrowsAsync<HostException>(() => ShellBench.SendAsync(process.Input, ssh.Server.Cut));
        Assert.Equal("xen1: the connection broke; try again", e.Message);
    }

    [NeedsSshFact]
    public async Task LeavingAHost_LeavesNoFileThere()
    {
        IHostShell shell = await ShellBench.OpenAsync(ssh.Server);
        string folder = (await shell.RunAsync(@"tr '\0' '\n' < /proc/$PPID/cmdline | grep -m 1 /appliance\.", default)).Output.Trim();
        Assert.True(Directory.Exists(folder), folder);
        await shell.DisposeAsync();
        Wait.Until(() => !Directory.Exists(folder), "the guard's folder goes");
    }

    private static async Task AssertRefusedAsync(HostEntry entry, string message)
    {
        HostException e = await Assert.ThrowsAsync<HostException>(() => SshShell.OpenAsync(entry, mayAsk: false, default));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }
}
