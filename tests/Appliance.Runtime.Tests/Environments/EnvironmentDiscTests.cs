using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Tests.Xl;
using Appliance.Runtime.Xl.Migrating;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Snapshots;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Environments;

/// <summary>The disc with the OVF environment of a machine, on a host with xl.</summary>
public sealed class EnvironmentDiscTests : IDisposable
{
    private readonly HostFolder _host = new();
    private readonly byte[] _image = TestDisk.RandomBytes(50_000, seed: 9);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Write_Disc_IsForItsOwnerAlone()
    {
        await _host.AddAsync("web", "xvda");
        await EnvironmentDisc.WriteAsync(_host.Context, "web", _image, default);
        Assert.Equal("600\n", Tool.Run("stat", "-c", "%a", _host["web", "ovf-env.iso"]));
    }

    [Fact]
    public async Task Clone_OfMachineWithDisc_HasOne()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        await _host.Context.Records.WriteAsync(web with { Environment = new EnvironmentRecord { Vdev = "xvdb" } }, default);
        await EnvironmentDisc.WriteAsync(_host.Context, "web", _image, default);

        await new XlSnapshots(_host.Context).CloneAsync("web", "copy", new CloneOptions(), default);

        Assert.Equal(_image, await File.ReadAllBytesAsync(_host["copy", "ovf-env.iso"]));
    }

    [Fact]
    public async Task Move_OfMachineWithDisc_TakesItAlong()
    {
        using var there = new HostFolder();
        MachineRecord web = await _host.AddAsync("web", "xvda") with { Environment = new EnvironmentRecord { Vdev = "xvdb" } };
        await EnvironmentDisc.WriteAsync(_host.Context, "web", _image, default);
        await using Reservation reservation = await Reservation.MakeAsync(there.Context, "web", "move", default);

        await new TargetMachine(there.Context, web with { Disks = [there.DiskOf("web", "xvda")] }, reservation).CopyDisksAsync(_host.Context, web, null, default);

        Assert.Equal(_image, await File.ReadAllBytesAsync(there["web", "ovf-env.iso"]));
    }

    [Fact]
    public async Task Copy_DiscThatIsGone_SaysSo()
    {
        await _host.AddAsync("web", "xvda");
        HostException error = await Assert.ThrowsAsync<HostException>(() => EnvironmentDisc.CopyAsync(_host.Context, "web", _host.Context, "web", default));
        Assert.Contains("ovf-env.iso", error.Message, StringComparison.Ordinal);
    }
}
