using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>Disks that outlive their machine are nobody's to remove.</summary>
public sealed class KeptDisksTests
{
    [Fact]
    public async Task MoveOut_Again_FindsWhatWasMovedBefore()
    {
        await using var bench = new PoolBench();
        MachineFolder folder = bench.MakeFolder();
        var machine = new MachineRecord { Name = "web", Uuid = Guid.NewGuid(), Disks = [bench.Disk(1) with { Path = $"{folder.Path}/xvda.raw" }] };
        File.WriteAllText(machine.Disks[0].Path, "kept");
        IReadOnlyList<DiskRecord> first = await KeptDisks.MoveOutAsync(bench.Host, machine, default);
        IReadOnlyList<DiskRecord> second = await KeptDisks.MoveOutAsync(bench.Host, machine, default);
        Assert.Equal(first, second);
        Assert.Equal("kept", File.ReadAllText(first[0].Path));
    }
}
