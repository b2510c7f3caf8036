using System.Diagnostics;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>What the command says of itself when it is interrupted.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly FakeHost _host = new();

    [Theory]
    [InlineData("create", "start web01", "web01 may have been changed, or be half-way: look with appliance show web01 and appliance host check")]
    [InlineData("create", "start web01 --host here", "web01 may have been changed, or be half-way: look with appliance show web01 --host here and appliance host check here")]
    [InlineData("list", "show web01", "nothing was changed")]
    [InlineData("list", "list", "nothing was changed")]
    [InlineData("list", "host repair", "some of it may be cleaned: appliance host check tells what is left")]
    public async Task AVerb_Interrupted_SaysWhatMayBeLeft(string slow, string words, string expected)
    {
        _host.Add("web01");
        _host.Mark("slow", slow);
        using Process verb = _host.Start(words.Split(' '));
        await _host.WaitForXlAsync(slow);
        Tool.Run("kill", "-INT", $"{verb.Id}");
        string error = await verb.StandardError.ReadToEndAsync();
        await verb.WaitForExitAsync();
        Assert.Equal((130, $"appliance: cancelled; {expected}\n"), (verb.ExitCode, error));
    }

    public void Dispose() => _host.Dispose();
}
