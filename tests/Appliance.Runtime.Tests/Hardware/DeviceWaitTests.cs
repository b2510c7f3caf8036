using Appliance.Runtime.Xl.Hardware;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Hardware;

/// <summary>The scripts that wait on a host, run by a real shell, with the words of a real xl played from a file.</summary>
public sealed class DeviceWaitTests : IDisposable
{
    private const string Disks = """
        Vdev  BE  handle state evt-ch ring-ref BE-path
        51712 0   1      4     8      8        /local/domain/0/backend/vbd/1/51712
        51728 0   1      3     11     554      /local/domain/0/backend/vbd/1/51728
        """;

    private const string Cards = """
        Idx BE Mac Addr.         handle state evt-ch   tx-/rx-ring-ref BE-path
        0   0  00:16:3E:00:00:11     0     4     -1   522/523         /local/domain/0/backend/vif/1/0
        """;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly TemporaryFolder _folder = new();
    private readonly PathShell _shell;

    public DeviceWaitTests()
    {
        File.WriteAllText(_folder["block-list"], Disks);
        File.WriteAllText(_folder["network-list"], Cards);
        File.WriteAllText(_folder["xl"], $"#!/bin/sh\ncat '{_folder.Path}'/\"$1\"\n");
        Tool.Run("chmod", "+x", _folder["xl"]);
        _shell = new PathShell(_folder.Path);
    }

    [Theory]
    [InlineData("51712", true, false)]
    [InlineData("51728", false, false)]
    [InlineData("51744", false, true)]
    public async Task Disks_AreKnownByNumber(string number, bool isConnected, bool isGone)
    {
        Assert.Equal(isConnected, await DeviceWait.Disk.IsConnectedAsync(_shell, 1, number, Short, default));
        Assert.Equal(isGone, await DeviceWait.Disk.IsGoneAsync(_shell, 1, number, Short, default));
    }

    [Theory]
    [InlineData("00:16:3e:00:00:11", true)]
    [InlineData("00:16:3e:00:00:12", false)]
    public async Task Cards_AreKnownByAddress(string mac, bool isConnected)
        => Assert.Equal(isConnected, await DeviceWait.Card.IsConnectedAsync(_shell, 1, mac, Short, default));

    [Fact]
    public async Task ADevice_MayComeLater()
    {
        Task<bool> waiting = DeviceWait.Disk.IsConnectedAsync(_shell, 1, "51728", TimeSpan.FromMinutes(1), default);
        File.WriteAllText(_folder["later"], Disks.Replace("1      3", "1      4", StringComparison.Ordinal));
        File.Move(_folder["later"], _folder["block-list"], overwrite: true);
        Assert.True(await waiting);
    }

    [Fact]
    public async Task ADomainThatIsGone_IsTold()
    {
        File.Delete(_folder["block-list"]);
        await Assert.ThrowsAsync<HostException>(() => DeviceWait.Disk.IsGoneAsync(_shell, 1, "51712", Short, default));
    }

    public void Dispose() => _folder.Dispose();
}
