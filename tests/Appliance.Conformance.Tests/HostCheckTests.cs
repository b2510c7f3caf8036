using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>What host check and host repair say, and end with.</summary>
public sealed class HostCheckTests : IDisposable
{
    private readonly FakeHost _host = new();

    [Fact]
    public void ADiskThatWasKept_IsANote()
    {
        _host.Add("web01");
        string path = _host.Run("remove", "web01", "--keep-disks", "--yes").Output.Split("kept ")[1].Trim();

        (int code, string output, string error) = _host.Run("host", "check");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal($"note: kept {path}: was kept; attach --existing-disk gives it to a machine; remove it by hand where nobody wants it\nhere: nothing half-done, 1 kept\n", output);
    }

    [Fact]
    public void WhatIsHalfDone_IsAFault_AndCleaned()
    {
        _host.Add("web01");
        File.Delete(_host["machines/web01/machine.json"]);
        File.WriteAllText(_host["machines/web01/importing"], "");

        Assert.Equal(1, _host.Run("host", "check").ExitCode);
        (int code, string output, _) = _host.Run("host", "repair");

        Assert.Equal(0, code);
        Assert.StartsWith("cleaned: import web01: ", output, StringComparison.Ordinal);
        Assert.EndsWith("\nhere: 1 cleaned, nothing half-done\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatOnlyAPersonCanDecideAbout_IsLeft()
    {
        _host.Add("web01");
        File.WriteAllText(_host["machines/web01/machine.json"], "{");
        (int code, string output, _) = _host.Run("host", "repair");
        Assert.Equal(1, code);
        Assert.StartsWith("left: record web01: ", output, StringComparison.Ordinal);
        Assert.EndsWith("\nhere: 1 left as it is\n", output, StringComparison.Ordinal);
    }

    public void Dispose() => _host.Dispose();
}
