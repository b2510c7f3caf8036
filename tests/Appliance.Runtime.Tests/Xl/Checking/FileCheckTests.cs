using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xl.Checking;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Checking;

/// <summary>Files that were being written when that was cut off.</summary>
public sealed class FileCheckTests : IDisposable
{
    // Above the highest number that Linux gives.
    private const string NoProcess = "4194305";

    private readonly HostFolder _host = new();

    [Theory]
    [InlineData($"machine.json.{NoProcess}", true)]
    [InlineData($"domain.cfg.{NoProcess}", true)]
    [InlineData($"volumes.{NoProcess}", true)]
    [InlineData("memory.part", true)]
    [InlineData($"memory.{NoProcess}", true)]
    [InlineData("machine.json.1", false)]
    [InlineData("machine.json.bak", false)]
    [InlineData("notes", false)]
    public async Task AFile_IsRemovedWhereItsWriterIsGone(string file, bool isLeft)
    {
        await _host.AddAsync("web");
        await File.WriteAllTextAsync(_host["web", file], "{");

        IReadOnlyList<HostFinding> found = await new XlChecker(_host.Context).RepairAsync(default);

        Assert.Equal(isLeft ? [_host["web", file]] : [], found.Select(finding => finding.Subject));
        Assert.Equal(!isLeft, File.Exists(_host["web", file]));
    }

    public void Dispose() => _host.Dispose();
}
