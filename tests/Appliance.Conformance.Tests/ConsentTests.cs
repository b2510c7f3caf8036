using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Verbs that lose something: nobody is there to agree, and nothing is lost.</summary>
public sealed class ConsentTests : IDisposable
{
    private readonly FakeHost _host = new();

    public ConsentTests() => _host.Add("web01");

    [Theory]
    [InlineData("remove web01", "Remove web01 from here, and all its disks and snapshots?")]
    [InlineData("detach web01 --disk xvda", "Delete disk xvda of web01 on here?")]
    [InlineData("revert web01 before", "Revert web01 on here to before, and lose what came after?")]
    [InlineData("snapshot web01 before --delete", "Delete snapshot before of web01 on here?")]
    [InlineData("stop web01", "Give up the saved memory of web01 on here?")]
    public void WithoutATerminalAndYes_ItIsRefused(string words, string question)
    {
        _host.Suspend("web01");
        (int code, string output, string error) = _host.Run(words.Split(' '));
        Assert.Equal((2, "", $"appliance: {question} There is no terminal to ask on: --yes agrees; see --help\n"), (code, output, error));
        Assert.True(File.Exists(_host["machines/web01/memory"]));
    }

    [Theory]
    [InlineData("revert web01 before --yes", "web01: is as it was at before\n")]
    [InlineData("snapshot web01 before --delete --yes", "web01: snapshot before deleted\n")]
    public void WithYes_ItIsDone(string words, string expected)
    {
        _host.Run("snapshot", "web01", "before");
        Assert.Equal((0, expected, ""), _host.Run(words.Split(' ')));
    }

    [Fact]
    public void AStopThatLosesNothing_AsksNobody()
    {
        _host.Run("start", "web01");
        Assert.Equal((0, "web01: ended\n", ""), _host.Run("stop", "web01", "--force"));
    }

    public void Dispose() => _host.Dispose();
}
