using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>The list of what was made or begun.</summary>
public sealed class VolumeListTests
{
    [Fact]
    public async Task Add_BehindALineThatWasCutOff_IsRead()
    {
        await using var bench = new PoolBench();
        MachineFolder folder = bench.MakeFolder();
        File.WriteAllText(folder.Volumes, "{\"vdev\":\"xv");
        await VolumeList.AddAsync(bench.Shell, folder, bench.Disk(1), default);
        Assert.Equal([bench.Disk(1)], await VolumeList.ReadAsync(bench.Shell, folder, default));
    }

    [Fact]
    public async Task Drop_ByPath_LeavesTheOthers()
    {
        await using var bench = new PoolBench();
        MachineFolder folder = bench.MakeFolder();
        DiskRecord first = bench.Disk(1), second = bench.Disk(2, "xvdb");
        await VolumeList.AddAsync(bench.Shell, folder, first, default);
        await VolumeList.AddAsync(bench.Shell, folder, second, default);
        // It has grown since.
        await VolumeList.DropAsync(bench.Shell, folder, [first with { Size = 7 }], default);
        Assert.Equal([second], await VolumeList.ReadAsync(bench.Shell, folder, default));
    }

    [Fact]
    public async Task Read_NoList_IsEmpty()
    {
        await using var bench = new PoolBench();
        Assert.Empty(await VolumeList.ReadAsync(bench.Shell, bench.MakeFolder(), default));
    }

    [Fact]
    public async Task Read_ListThatCannotBeRead_IsAnError()
    {
        await using var bench = new PoolBench();
        MachineFolder folder = bench.MakeFolder();
        Directory.CreateDirectory(folder.Volumes);
        await Assert.ThrowsAsync<HostException>(() => VolumeList.ReadAsync(bench.Shell, folder, default));
    }
}
