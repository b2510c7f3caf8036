using System.Text;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Xva;

public sealed class XvaHealthTests
{
    private static readonly Machine Web = new()
    {
        Id = "web", Name = "web", Restart = RestartPolicy.Always,
        HealthChecks = [HealthCheck.Parse("http:80/a?b=1&c=<2>"), HealthCheck.Parse("console:web login: ")],
    };

    [Fact]
    public async Task WriteAsync_ThenRead_GivesTheSameChecksAndPolicy()
    {
        await using XvaSource read = await XvaFile.OpenAsync(await XvaFile.WriteStreamAsync(MemorySource.Of(Web, new ZeroDisk("zero", 512))));
        Assert.Equal(Web.HealthChecks, read.Group.Machines[0].HealthChecks);
        Assert.Equal(RestartPolicy.Always, read.Group.Machines[0].Restart);
    }

    [Fact]
    public async Task OpenAsync_KeysOfAStranger_ArePassedOverWithAWarning()
    {
        byte[] file = await XvaFile.WriteStreamAsync(MemorySource.Of(Web, new ZeroDisk("zero", 512)));
        Replace(file, "http:80/a?b=1", "gopher:80/a?b");
        Replace(file, "<value>always", "<value>maybe!");
        var warnings = new List<string>();

        await using XvaSource read = await XvaFile.OpenAsync(file, new ReadOptions { Warn = warnings.Add });

        Assert.Equal("console:web login: ", Assert.Single(read.Group.Machines[0].HealthChecks).ToString());
        Assert.Null(read.Group.Machines[0].Restart);
        Assert.Equal(2, warnings.Count);
        Assert.All(warnings, warning => Assert.StartsWith("test.xva: machine web: ", warning, StringComparison.Ordinal));
    }

    private static void Replace(byte[] file, string old, string other)
        => Encoding.ASCII.GetBytes(other).CopyTo(file, file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(old)));
}
