using Appliance.Runtime.Consoles;
using Xunit;

namespace Appliance.Runtime.Tests.Consoles;

/// <summary>Users log in by a real login(1) on a real terminal.</summary>
public sealed class LoginTests : IDisposable
{
    private const string Secret = "horse battery 9";

    private readonly ConsoleBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsLoginFact]
    public async Task Open_WithAPassword_IsLetInAndKeepsItToItself()
    {
        await using ConsoleShell console = await _bench.OpenAsync(_bench.Login("tester", Secret), new ConsoleShellOptions { User = "tester", Password = Secret });

        Assert.Equal(new CommandResult(0, "tester", null), await console.RunAsync("id -un", TimeSpan.FromSeconds(30), default));
        // Not even where the guest says it.
        Assert.Equal("***", (await console.RunAsync($"echo {Secret}", TimeSpan.FromSeconds(30), default)).Output);
        Assert.NotEmpty(_bench.Lines);
        Assert.DoesNotContain(_bench.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [NeedsLoginFact]
    [Trait("Category", "Slow")]
    public async Task Open_WithAWrongPassword_IsNotLetIn()
    {
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.OpenAsync(_bench.Login("tester", Secret), new ConsoleShellOptions { User = "tester", Password = "wrong" }));

        Assert.Equal("xen1: the console does not let tester in: is the password right?", error.Message);
    }

    [NeedsLoginFact]
    public async Task Open_WithoutAUser_TellsThatOneIsAskedFor()
    {
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.OpenAsync(_bench.Login("tester", Secret)));

        Assert.Equal("xen1: the console asks who logs in, and nobody is named who could", error.Message);
    }
}
