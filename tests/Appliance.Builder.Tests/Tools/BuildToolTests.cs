using Appliance.Builder.Tools;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Tools;

/// <summary>Programs of a build are run to their end, or told to stop.</summary>
public sealed class BuildToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_GivenUp_LetsTheProgramCleanUp()
    {
        string script = _folder.Write("script", $"trap 'rm {_folder["begun"]}; exit 1' INT\ntouch {_folder["begun"]}\nwhile :; do sleep 0.05; done\n");
        using var stop = new CancellationTokenSource();
        Task run = new BuildTool(TextWriter.Null, 0).RunAsync("/bin/sh", [script], stop.Token);
        Wait.Until(() => File.Exists(_folder["begun"]), "the program");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(File.Exists(_folder["begun"]));
    }

    [Fact]
    public async Task Run_PasswordInAUrl_IsNotLogged()
    {
        using var log = new StringWriter();
        await new BuildTool(log, 0).RunAsync("/bin/echo", ["deb http://me:hunter2@mirror.example/debian bookworm main"], default);
        Assert.DoesNotContain("hunter2", log.ToString(), StringComparison.Ordinal);
        Assert.Contains("http://mirror.example/debian", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProgramThatFails_TellsItsLastLine_AndLogsAll()
    {
        using var log = new StringWriter();
        var error = await Assert.ThrowsAsync<IOException>(() => new BuildTool(log, 0).RunAsync("/bin/sh", ["-c", "echo one >&2; echo two >&2; exit 7"], default));
        Assert.Equal("sh failed with exit code 7: two", error.Message);
        Assert.Contains("one\ntwo\n", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Program_TakesTheGivenTimeForThePresent()
    {
        using var log = new StringWriter();
        await new BuildTool(log, 1_700_000_000).RunAsync("/bin/sh", ["-c", "echo $SOURCE_DATE_EPOCH"], default);
        Assert.EndsWith("1700000000\n", log.ToString(), StringComparison.Ordinal);
    }
}
