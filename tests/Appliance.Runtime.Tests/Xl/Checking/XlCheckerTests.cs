using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Checking;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Checking;

/// <summary>What check finds in the folders of a host, and what repair does about it.</summary>
public sealed class XlCheckerTests : IDisposable
{
    private readonly HostFolder _host = new();

    private XlChecker Checker => new(_host.Context);

    [Fact]
    public async Task AHostWhereAllIsWell_HasNoFindings()
    {
        _host.Run(await _host.AddAsync("web", "xvda"));
        await _host.AddAsync("mail", "xvda");
        Assert.Empty(await Checker.CheckAsync(default));
    }

    [Fact]
    public async Task AnUnfinishedMachine_IsRemovedWithItsDisks()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        DiskRecord far = _host.FarDiskOf("web", "xvdb");
        await _host.BeginAsync("web", far);
        File.Delete(_host["web", "machine.json"]);
        File.WriteAllText(_host["web", "importing"], "");

        await AssertRepairedAsync("import web");

        Assert.False(Directory.Exists(_host["web", ""]));
        Assert.False(File.Exists(far.Path));
    }

    [Fact]
    public async Task AFolderWithoutRecordAndMark_IsLeftWithAllThatIsInIt()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        File.Delete(_host["web", "machine.json"]);

        IReadOnlyList<HostFinding> found = await Checker.RepairAsync(default);

        Assert.Equal(["record web"], found.Select(Words));
        Assert.False(found[0].IsCleaned);
        Assert.True(File.Exists(web.Disks[0].Path));
    }

    [Fact]
    public async Task AnEmptyFolder_IsRemoved()
    {
        Directory.CreateDirectory(_host["web", ""]);
        await AssertRepairedAsync("record web");
        Assert.False(Directory.Exists(_host["web", ""]));
    }

    [Fact]
    public async Task ADamagedRecord_IsToldAndKeepsNothingElseFromBeingRepaired()
    {
        await _host.AddAsync("bad", "xvda");
        File.WriteAllText(_host["bad", "machine.json"], "{");
        await _host.AddAsync("web");
        _host.LeaveLock("web");

        IReadOnlyList<HostFinding> found = await Checker.RepairAsync(default);

        Assert.Equal(["record bad", "lock web"], found.Select(Words));
        Assert.Contains("damaged", found[0].Message, StringComparison.Ordinal);
        Assert.Equal("{", File.ReadAllText(_host["bad", "machine.json"]));
        Assert.True(File.Exists(_host["bad", "xvda.raw"]));
        Assert.Null(new FileInfo(_host["web", "lock"]).LinkTarget);
    }

    [Fact]
    public async Task WhatSomebodyWorksOn_IsLeftAlone()
    {
        await _host.AddAsync("web", "xvda");
        await _host.BeginAsync("web", _host.DiskOf("web", "xvdb"));
        File.Delete(_host["web", "machine.json"]);
        File.WriteAllText(_host["web", "importing"], "");
        await using MachineLock held = await MachineLock.AcquireAsync(_host.Shell, _host.Context.Entry.Folder, "web", "import", default);

        Assert.Empty(await Checker.RepairAsync(default));
        Assert.True(File.Exists(_host["web", "xvdb.raw"]));
    }

    [Fact]
    public async Task WhatCannotBeRepaired_KeepsNothingElseFromIt()
    {
        await _host.AddAsync("a");
        await VolumeList.AddAsync(_host.Shell, _host.Context.FolderOf("a"), _host.DiskOf("a", "xvda") with { Path = "/nowhere/a/xvda.raw" }, default);
        File.Delete(_host["a", "machine.json"]);
        File.WriteAllText(_host["a", "importing"], "");
        await _host.AddAsync("web");
        _host.LeaveLock("web");

        HostException refused = await Assert.ThrowsAsync<HostException>(() => Checker.RepairAsync(default));

        Assert.Contains("/nowhere/a/xvda.raw", refused.Message, StringComparison.Ordinal);
        Assert.Null(new FileInfo(_host["web", "lock"]).LinkTarget);
    }

    [Fact]
    public async Task AGuestWhoseSaveWasKilled_IsSavedToNowhere_WhichLetsItRunOn()
    {
        MachineRecord web = await _host.AddAsync("web");
        _host.List($"web 9 192 1 ---ss- 1.5 {web.Uuid} 2 -");
        HostFinding found = Assert.Single(await new XlChecker(_host.Context).RepairAsync(default));
        Assert.Equal(("save", "web"), (found.Kind, found.Subject));
        Assert.Equal(["save"], _host.XlCalls);
    }

    public void Dispose() => _host.Dispose();

    private static string Words(HostFinding finding) => $"{finding.Kind} {finding.Subject}";

    /// <summary>Repair finds it, and check does not any more.</summary>
    private async Task AssertRepairedAsync(string finding)
    {
        HostFinding found = Assert.Single(await Checker.RepairAsync(default));
        Assert.Equal((finding, false, true), (Words(found), found.IsNote, found.IsCleaned));
        Assert.Empty(await Checker.CheckAsync(default));
    }
}
