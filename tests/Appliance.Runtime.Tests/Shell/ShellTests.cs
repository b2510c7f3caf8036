using System.Security.Cryptography;
using Appliance.Runtime.Shell;
using Appliance.Testing;
using Appliance.Testing.Ssh;
using Xunit;

namespace Appliance.Runtime.Tests.Shell;

/// <summary>What holds for every shell, here and over ssh.</summary>
public sealed class ShellTests(LazySshServer ssh) : IClassFixture<LazySshServer>
{
    /// <summary>Whether it is over ssh.</summary>
    public static TheoryData<bool> Shells => LazySshServer.IsPossible ? [false, true] : [false];

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task AScript_SaysWhatItSays(bool overSsh)
    {
        await using IHostShell shell = await OpenAsync(overSsh);
        Assert.Equal(new ShellResult("xen1", 7, "out\n", "err\n"), await shell.RunAsync("echo out; echo err >&2; exit 7", default));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task AScriptWithSshsOwnExitCode_IsNoBrokenConnection(bool overSsh)
    {
        await using IHostShell shell = await OpenAsync(overSsh);
        Assert.Equal(254, (await shell.RunAsync("exit 255", default)).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task AHostileWord_ArrivesAsItIs(bool overSsh)
    {
        const string word = "'; touch /tmp/x; $(id) `id` \\ \"q\" %s !! *\n-n \u00fc\t~ #";
        await using IHostShell shell = await OpenAsync(overSsh);
        ShellResult result = await shell.RunAsync($"printf %s {ShellText.Quote(word)}", default);
        Assert.Equal(word, result.Output);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task AScriptTooLongForAnArgument_Runs(bool overSsh)
    {
        string line = $": '{new string('x', 1000)}'\n";
        await using IHostShell shell = await OpenAsync(overSsh);
        ShellResult result = await shell.RunAsync($"{string.Concat(Enumerable.Repeat(line, 1000))}echo end", default);
        Assert.Equal("end\n", result.Output);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task OutputBeyondTheLimit_IsReadAndLeftOut(bool overSsh)
    {
        await using IHostShell shell = await OpenAsync(overSsh);
        ShellResult result = await shell.RunAsync("head -c 20000000 /dev/zero; head -c 100000 /dev/zero >&2; echo last >&2", default);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(4 << 20, result.Output.Length);
        Assert.Equal(16 << 10, result.Error.Length);
        Assert.EndsWith("last\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Bytes_GoThereAndBack(bool overSsh)
    {
        byte[] sent = RandomNumberGenerator.GetBytes(5_000_001);
        await using IHostShell shell = await OpenAsync(overSsh);
        await using IShellProcess process = await shell.StartAsync("cat", default);
        var received = new MemoryStream();
        Task reading = process.Output.CopyToAsync(received);
        await process.Input.WriteAsync(sent);
        process.Input.Close();
        await reading;
        Assert.Equal(sent, received.ToArray());
        Assert.Equal(new ShellResult("xen1", 0, "", ""), await process.WaitAsync(default));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task WhoSendsToAScriptThatHasFailed_HearsWhy(bool overSsh)
    {
        await using IHostShell shell = await OpenAsync(overSsh);
        await using IShellProcess process = await shell.StartAsync("echo 'the disk is full' >&2; exit 1", default);
        HostException e = await Assert.ThrowsAsync<HostException>(() => ShellBench.SendAsync(process.Input));
        Assert.Equal("xen1: cannot send to the host: the disk is full", e.Message);
        Assert.Equal(1, (await process.WaitAsync(default)).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Cancelling_EndsTheScriptThere(bool overSsh)
    {
        using var folder = new TemporaryFolder();
        await using IHostShell shell = await OpenAsync(overSsh);
        using var cancellation = new CancellationTokenSource();
        Task run = shell.RunAsync(ShellBench.Sleeper(folder), cancellation.Token);
        int pid = ShellBench.SleeperOf(folder);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        ShellBench.AwaitEnd(pid);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task AScriptThatIgnoresSignals_IsEnded(bool overSsh)
    {
        using var folder = new TemporaryFolder();
        await using IHostShell shell = await OpenAsync(overSsh);
        IShellProcess process = await shell.StartAsync(ShellBench.Sleeper(folder, "trap '' TERM HUP PIPE; "), default);
        int pid = ShellBench.SleeperOf(folder);
        await process.DisposeAsync();
        ShellBench.AwaitEnd(pid);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task LeavingAHost_EndsWhatRunsThere(bool overSsh)
    {
        using var folder = new TemporaryFolder();
        IHostShell shell = await OpenAsync(overSsh);
        await shell.StartAsync(ShellBench.Sleeper(folder), default);
        int pid = ShellBench.SleeperOf(folder);
        await shell.DisposeAsync();
        ShellBench.AwaitEnd(pid);
    }

    private Task<IHostShell> OpenAsync(bool overSsh) => ShellBench.OpenAsync(overSsh ? ssh.Server : null);
}
