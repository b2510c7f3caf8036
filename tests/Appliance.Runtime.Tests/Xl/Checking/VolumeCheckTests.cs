using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Checking;
using Appliance.Runtime.Xl.Hardware;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Checking;

/// <summary>Disks that no record speaks of: which repair removes, and which it never touches.</summary>
public sealed class VolumeCheckTests : IDisposable
{
    private readonly HostFolder _host = new();

    [Fact]
    public async Task ADiskThatIsListedAndInNoRecord_IsRemoved()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        DiskRecord begun = _host.DiskOf("web", "xvdb");
        await _host.BeginAsync("web", begun);

        Assert.Equal([begun.Path], await RepairAsync());

        Assert.False(File.Exists(begun.Path));
        Assert.True(File.Exists(web.Disks[0].Path));
        Assert.Empty(await RepairAsync());
    }

    [Fact]
    public async Task ADiskThatWasTakenOffAndKept_StaysWhereItIs()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        DiskRecord far = _host.FarDiskOf("web", "xvdb");
        await _host.BeginAsync("web", far);
        await _host.Context.Records.WriteAsync(web with { Disks = [.. web.Disks, far] }, default);

        Assert.Equal(far.Path, await new DiskVerbs(_host.Context).DetachAsync("web", "xvdb", keepsDisk: true, default));

        Assert.Equal([far.Path], await RepairAsync());
        Assert.True(File.Exists(far.Path));
        Assert.Equal(web.Disks, (await _host.Context.Records.FindAsync("web", default))!.Record!.Disks);
    }

    [Fact]
    public async Task ADiskThatIsNotListed_IsOnlyTold()
    {
        await _host.AddAsync("web", "xvda");
        string kept = _host["web", "xvdb.raw"];
        await File.WriteAllBytesAsync(kept, new byte[512]);

        HostFinding found = Assert.Single(await new XlChecker(_host.Context).RepairAsync(default));

        Assert.Equal((kept, true, false), (found.Subject, found.IsNote, found.IsCleaned));
        Assert.True(File.Exists(kept));
    }

    [Fact]
    public async Task ADiskThatWasMovedOutOfTheMachinesFolder_IsANote()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda", "xvdb");
        string kept = (await new DiskVerbs(_host.Context).DetachAsync("web", "xvdb", keepsDisk: true, default))!;

        HostFinding found = Assert.Single(await new XlChecker(_host.Context).CheckAsync(default));

        Assert.Equal(("kept", kept, true), (found.Kind, found.Subject, found.IsNote));
        Assert.NotEqual(web.Disks[1].Path, kept);
    }

    [Fact]
    public async Task ADiskOfAMachineThatHasADomain_IsOnlyTold()
    {
        _host.Run(await _host.AddAsync("web", "xvda"));
        DiskRecord begun = _host.DiskOf("web", "xvdb");
        await _host.BeginAsync("web", begun);

        Assert.Equal([begun.Path], await RepairAsync());

        Assert.True(File.Exists(begun.Path));
    }

    [Fact]
    public async Task ADiskOfASnapshot_IsKnown()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        DiskRecord kept = _host.DiskOf("web", "xvda.before");
        await _host.BeginAsync("web", kept);
        await _host.Context.Records.WriteAsync(web with { Snapshots = [new SnapshotRecord { Name = "before", Disks = [kept] }] }, default);

        Assert.Empty(await RepairAsync());

        Assert.True(File.Exists(kept.Path));
    }

    [Fact]
    public async Task ADiskOfAMachineWhoseRecordIsDamaged_IsLeftAlone()
    {
        await _host.AddAsync("web", "xvda");
        await File.WriteAllTextAsync(_host["web", "machine.json"], "{");

        Assert.Equal(["web"], await RepairAsync());

        Assert.True(File.Exists(_host["web", "xvda.raw"]));
    }

    public void Dispose() => _host.Dispose();

    /// <summary>Repairs.</summary>
    /// <returns>What was found.</returns>
    private async Task<IEnumerable<string>> RepairAsync()
    {
        IReadOnlyList<HostFinding> found = await new XlChecker(_host.Context).RepairAsync(default);
        return found.Select(finding => finding.Subject);
    }
}
