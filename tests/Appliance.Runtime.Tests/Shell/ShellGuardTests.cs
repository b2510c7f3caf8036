using Appliance.Runtime.Shell;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Shell;

/// <summary>The guard under the shells that hosts have: Debian's, Red Hat's and Alpine's.</summary>
public sealed class ShellGuardTests
{
    [NeedsToolTheory("dash", "bash", "busybox")]
    [InlineData("dash")]
    [InlineData("bash", "--posix")]
    [InlineData("busybox", "sh")]
    public async Task AScriptThatIgnoresSignals_IsEndedByName(string program, params string[] options)
    {
        using var folder = new TemporaryFolder();
        using ShellGuard guard = await OpenAsync(program, options);
        using ChildProcess script = Start(program, options, guard.Wrap("1", ShellBench.Sleeper(folder, "trap '' TERM; ")));
        int pid = ShellBench.SleeperOf(folder);
        guard.End("1");
        ShellBench.AwaitEnd(pid);
    }

    [NeedsToolTheory("dash", "bash", "busybox")]
    [InlineData("dash")]
    [InlineData("bash", "--posix")]
    [InlineData("busybox", "sh")]
    public async Task TheGuardsEnd_EndsAllScripts_AndLeavesNoFolder(string program, params string[] options)
    {
        using var folder = new TemporaryFolder();
        ShellGuard guard = await OpenAsync(program, options);
        using ChildProcess script = Start(program, options, guard.Wrap("1", ShellBench.Sleeper(folder, "trap '' TERM; ")));
        int pid = ShellBench.SleeperOf(folder);
        guard.Dispose();
        ShellBench.AwaitEnd(pid);
        Wait.Until(() => !Directory.Exists(guard.Folder), "the guard's folder goes");
    }

    [NeedsToolTheory("dash", "bash", "busybox")]
    [InlineData("dash")]
    [InlineData("bash", "--posix")]
    [InlineData("busybox", "sh")]
    public async Task WithoutAGuard_NoScriptStarts(string program, params string[] options)
    {
        using var folder = new TemporaryFolder();
        ShellGuard guard = await OpenAsync(program, options);
        guard.Dispose();
        Wait.Until(() => !Directory.Exists(guard.Folder), "the guard's folder goes");
        using ChildProcess script = Start(program, options, guard.Wrap("1", $"touch {ShellText.Quote(folder["started"])}"));
        Assert.Equal(ShellText.NoConnection, (await script.EndAsync(default)).Code);
        Assert.False(File.Exists(folder["started"]));
    }

    private static async Task<ShellGuard> OpenAsync(string program, string[] options) =>
        (await ShellGuard.OpenAsync(Start(program, options, ["-c", ShellGuard.Script]), default))!;

    private static ChildProcess Start(string program, string[] options, IReadOnlyList<string> arguments) =>
        ChildProcess.Start("xen1", isDetached: true, program, [.. options, .. arguments]);
}
