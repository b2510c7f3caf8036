using System.Text.Json;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Verbs that take several machines: names, groups and patterns.</summary>
public sealed class SeveralMachinesTests : IDisposable
{
    private readonly FakeHost _host = new();

    public SeveralMachinesTests()
    {
        foreach (string name in new[] { "web01", "web02", "mail" })
        {
            _host.Add(name);
        }

        _host.Add("db", "shop");
        _host.Add("front", "shop");
    }

    [Fact]
    public void Start_OfAPattern_StartsThoseOfIt_AndPassesByThatRun()
    {
        _host.Run("start", "web01");
        (int code, string output, string error) = _host.Run("start", "web*");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(["web01: is running already", "web02: started"], Lines(output));
        Assert.Equal(2, _host.XlCalls.Count());
    }

    [Fact]
    public void WhatOneRefuses_KeepsNoOtherFromIt_AndIsTheExitCode()
    {
        _host.Run("start", "web01");
        (int code, string output, string error) = _host.Run("pause", "web*", "nobody");
        Assert.Equal((4, "web01: paused\n"), (code, output));
        Assert.Equal(
            ["appliance: here: there is no machine nobody; appliance list shows which there are", "appliance: here: web02 is stopped: start it first"], Lines(error));
    }

    [Fact]
    public void Stop_OfAGroupAndAName_StopsAll()
    {
        _host.Run("start", "shop", "mail");
        Assert.Equal(["mail: ended", "shop: ended"], Lines(_host.Run("stop", "shop", "mail", "--force").Output));
        Assert.Equal("", _host.Run("list", "--state", "running", "--quiet").Output.Split('\n')[1]);
    }

    [Fact]
    public void Set_OfAGroup_ChangesItsMachines()
    {
        Assert.Equal(["db: changed", "front: changed"], Lines(_host.Run("set", "shop", "--restart", "always").Output));
        Assert.Contains("restart   always", _host.Run("show", "front").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list web*", "web01 web02")]
    [InlineData("list --group shop", "db front")]
    [InlineData("list *0* mail --state stopped", "mail web01 web02")]
    [InlineData("list --state running", "")]
    [InlineData("show shop mail", "db front mail")]
    public void MachinesAreChosen_AndShownAsAList(string words, string expected)
    {
        string json = _host.Run([.. words.Split(' '), "--json"]).Output;
        Assert.Equal(expected, string.Join(' ', JsonDocument.Parse(json).RootElement.EnumerateArray().Select(NameOf)));
    }

    [Fact]
    public void OneMachine_IsShownAsItself()
        => Assert.Equal("mail", NameOf(JsonDocument.Parse(_host.Run("show", "mail", "--json").Output).RootElement));

    [Fact]
    public void Remove_OfAPattern_RemovesThoseOfIt()
    {
        Assert.Equal(["web01: removed", "web02: removed"], Lines(_host.Run("remove", "web*", "--yes").Output));
        Assert.False(Directory.Exists(_host["machines/web01"]));
        Assert.True(Directory.Exists(_host["machines/mail"]));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("list --state dancing")]
    public void WrongWords_AreWrongUsage(string words) => Assert.Equal(2, _host.Run(words.Split(' ')).ExitCode);

    public void Dispose() => _host.Dispose();

    private static string NameOf(JsonElement machine) => machine.GetProperty("record").GetProperty("name").GetString()!;

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
