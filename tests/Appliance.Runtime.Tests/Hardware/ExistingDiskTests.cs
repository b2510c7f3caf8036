using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Tests.Xl;
using Appliance.Runtime.Xl.Hardware;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Hardware;

/// <summary>Disks that are on a host already: which a machine can have, and which are somebody's.</summary>
public sealed class ExistingDiskTests : IDisposable
{
    private readonly HostFolder _host = new();

    [Fact]
    public async Task ADiskThatWasKept_ComesBackIntoTheFolderOfItsNewMachine()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda", "xvdb");
        await File.WriteAllTextAsync(web.Disks[1].Path, new string('k', 512));
        string kept = (await new DiskVerbs(_host.Context).DetachAsync("web", "xvdb", keepsDisk: true, default))!;
        await _host.AddAsync("mail", "xvda");

        Assert.Equal("xvdb", await AttachAsync("mail", kept));

        Assert.Equal(_host.DiskOf("mail", "xvdb"), await DiskAsync("mail", "xvdb"));
        Assert.StartsWith("kkk", await File.ReadAllTextAsync(_host["mail", "xvdb.raw"]), StringComparison.Ordinal);
        Assert.False(File.Exists(kept));
    }

    [NeedsToolFact("qemu-img")]
    public async Task AVhdThatWasKept_HasTheSizeOfItsVirtualDisk()
    {
        await _host.AddAsync("web");
        string kept = Path.Combine(_host.Context.Entry.Folder, "kept", "old.0.xvda.vhd.1");
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        Tool.Run("qemu-img", "create", "-q", "-f", "vpc", "-o", "subformat=dynamic,force_size=on", kept, "1M");

        Assert.Equal("xvda", await AttachAsync("web", kept));

        DiskRecord disk = await DiskAsync("web", "xvda");
        Assert.Equal((VolumeFormat.Vhd, 1L << 20, _host["web", "xvda.vhd"]), (disk.Format, disk.Size, disk.Path));
        Assert.True(File.Exists(disk.Path));
    }

    [Fact]
    public async Task AVolumeThatNoMachineHas_IsTaken()
    {
        await _host.AddAsync("web", "xvda");
        DiskRecord far = _host.FarDiskOf("gone", "xvdc");
        Directory.CreateDirectory(Path.GetDirectoryName(far.Path)!);
        await File.WriteAllBytesAsync(far.Path, new byte[1024]);

        Assert.Equal("xvdb", await AttachAsync("web", far.Path));

        Assert.Equal(_host.FarDiskOf("web", "xvdb") with { Size = 1024 }, await DiskAsync("web", "xvdb"));
    }

    [Fact]
    public async Task ADiskOfAnotherMachine_IsRefused()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        await _host.AddAsync("mail");
        await AssertRefusedAsync(web.Disks[0].Path, "xvda of web");
    }

    [Fact]
    public async Task ADiskOfASnapshot_IsRefused()
    {
        MachineRecord web = await _host.AddAsync("web");
        await _host.AddAsync("mail");
        DiskRecord then = _host.DiskOf("web", "xvda.before");
        await File.WriteAllBytesAsync(then.Path, new byte[512]);
        await _host.Context.Records.WriteAsync(web with { Snapshots = [new SnapshotRecord { Name = "before", Disks = [then] }] }, default);
        await AssertRefusedAsync(then.Path, "a part of snapshot before of web");
    }

    [Fact]
    public async Task ADiskThatIsBeingMade_IsRefused()
    {
        await _host.AddAsync("web");
        await _host.AddAsync("mail");
        DiskRecord begun = _host.DiskOf("web", "xvdb");
        await _host.BeginAsync("web", begun);
        await AssertRefusedAsync(begun.Path, "is being made for web");
    }

    [Theory]
    [InlineData("/nowhere/at/all")]
    [InlineData("/etc/passwd")]
    public async Task WhatIsNoDiskOfThisHost_IsRefused(string path)
    {
        await _host.AddAsync("mail");
        await AssertRefusedAsync(path, "is no disk that was kept");
    }

    [Fact]
    public async Task AFileWithoutWholeSectors_IsRefused()
    {
        await _host.AddAsync("mail");
        await File.WriteAllBytesAsync(_host["mail", "odd.raw"], new byte[700]);
        await AssertRefusedAsync(_host["mail", "odd.raw"], "has 700 bytes");
    }

    [Fact]
    public async Task WhatXlRefuses_LeavesTheDiskWhereItWas()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        _host.Run(web);
        _host.Refuse("block-attach");
        DiskRecord far = _host.FarDiskOf("gone", "xvdc");
        Directory.CreateDirectory(Path.GetDirectoryName(far.Path)!);
        await File.WriteAllBytesAsync(far.Path, new byte[512]);

        await Assert.ThrowsAsync<HostException>(() => AttachAsync("web", far.Path));

        Assert.True(File.Exists(far.Path));
        Assert.Equal(web.Disks, (await RecordAsync("web")).Disks);
    }

    public void Dispose() => _host.Dispose();

    private async Task AssertRefusedAsync(string path, string reason)
    {
        HostException refused = await Assert.ThrowsAsync<HostException>(() => AttachAsync("mail", path));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Empty((await RecordAsync("mail")).Disks);
    }

    private Task<string> AttachAsync(string machine, string path) => new XlHardware(_host.Context).AttachExistingDiskAsync(machine, path, default);

    private async Task<DiskRecord> DiskAsync(string machine, string vdev) => (await RecordAsync(machine)).Disks.Single(disk => disk.Vdev == vdev);

    private async Task<MachineRecord> RecordAsync(string machine) => (await _host.Context.Records.FindAsync(machine, default))!.Record!;
}
