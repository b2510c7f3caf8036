using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Runtime.Xapi;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Machines of a pool as sources.</summary>
public sealed class XapiExportTests
{
    private const string Mac = "00:50:56:ab:2c:1d";

    private static readonly byte[] Content = TestDisk.Mixed(5 << 20);

    [Fact]
    public async Task Export_HasTheRecordAndTheBytes_AndLeavesNoTask()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await using (IMachineSource source = await bench.Host.OpenSourceAsync("web01", default))
        {
            Machine machine = Assert.Single(source.Group.Machines);
            Assert.Equal(("web01", 2, Mac), (machine.Name, machine.Cpus, Assert.Single(machine.NetworkCards).Mac));
            await using Disk disk = await source.OpenDiskAsync(Assert.Single(source.Group.Disks), default);
            await DiskAssert.HoldsAsync(Content, disk);
            await source.VerifyAsync(default);
        }

        Assert.Empty(bench.All("task"));
    }

    [Fact]
    public async Task Export_ThatTheStorageBreaksOff_IsAnError()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.State.StorageFailsAfter = 2 << 20;
        await using (IMachineSource source = await bench.Host.OpenSourceAsync("web01", default))
        {
            var broken = await Assert.ThrowsAsync<XapiException>(async () => await source.OpenDiskAsync(Assert.Single(source.Group.Disks), default));
            Assert.Equal("VDI_IO_ERROR", broken.Error.Code);
        }

        Assert.Empty(bench.All("task"));
    }

    [Fact]
    public async Task Export_WhoseTaskFails_IsNotWhole()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.State.FailsExports = true;
        await using IMachineSource source = await bench.Host.OpenSourceAsync("web01", default);
        await using (Disk disk = await source.OpenDiskAsync(Assert.Single(source.Group.Disks), default))
        {
            await DiskAssert.HoldsAsync(Content, disk);
        }

        Assert.Equal("VDI_IO_ERROR", (await Assert.ThrowsAsync<XapiException>(async () => await source.VerifyAsync(default))).Error.Code);
    }

    [Fact]
    public async Task Export_OfAMachineThatIsStillBeingImported_IsRefused()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["other_config"]!["appliance_import"] = "1";
        HostException half = await Assert.ThrowsAsync<HostException>(() => bench.Host.OpenSourceAsync("web01", default));
        Assert.Contains("web01 is still being imported", half.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_HostHangsUpBeforeItIsAsked_WaitsForNoTask()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await using var other = new HangingUp();
        bench.State.StorageIsAt = other.Address;
        bench.State.Called.Clear();
        await Assert.ThrowsAsync<HostException>(() => bench.Host.OpenSourceAsync("web01", default));
        Assert.DoesNotContain("event.from", bench.State.Called);
        Assert.Empty(bench.All("task"));
    }

    [Fact]
    public async Task Export_ThatNobodyReads_LeavesNoTask()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await (await bench.Host.OpenSourceAsync("web01", default)).DisposeAsync();
        Assert.Empty(bench.All("task"));
    }

    [Theory]
    [InlineData("Running", "web01 is running: stop or suspend it first")]
    [InlineData("Suspended", "web01 is suspended, and what is in its memory")]
    public async Task Export_OfWhatIsNotStopped_IsRefused(string power, string message)
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["power_state"] = power;
        HostException refused = await Assert.ThrowsAsync<HostException>(() => bench.Host.OpenSourceAsync("web01", default));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Empty(bench.All("task"));
    }

    private static async Task<XapiPoolBench> OpenAsync()
    {
        XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        var machine = new Machine { Id = "vm", Name = "web01", Cpus = 2, NetworkCards = [new NetworkCard { Mac = Mac }] };
        await bench.ImportAsync(MemorySource.Of(machine, new TestDisk(Content)));
        return bench;
    }
}
