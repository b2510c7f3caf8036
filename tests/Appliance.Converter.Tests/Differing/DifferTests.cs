using Appliance.Converter.Differing;
using Appliance.Formats.Machines;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Differing;

public sealed class DifferTests
{
    private const int MiB = 1 << 20;

    private static readonly Machine Web = new() { Id = "web", Name = "web", Cpus = 1, Memory = 256 * MiB, NetworkCards = [new NetworkCard { Network = "lan" }] };

    [Fact]
    public async Task Compare_SameHardware_TellsNothing() => Assert.Empty((await CompareAsync(MemorySource.Of(Web), MemorySource.Of(Web))).Hardware);

    [Fact]
    public async Task Compare_NoDisksOnEitherSide_IsTheSame() => Assert.True((await CompareAsync(MemorySource.Of(Web), MemorySource.Of(Web))).IsSame);

    [Fact]
    public async Task Compare_MoreMemory_TellsBoth()
        => Assert.Equal([new HardwareDifference("memory", $"{256 * MiB} bytes", $"{512 * MiB} bytes")], (await CompareAsync(MemorySource.Of(Web), MemorySource.Of(Web with { Memory = 512 * MiB }))).Hardware);

    [Fact]
    public async Task Compare_CardAdded_HasNoOldOne()
        => Assert.Equal(
            [new HardwareDifference("network card 2", null, "dmz, MAC by the host")],
            (await CompareAsync(MemorySource.Of(Web), MemorySource.Of(Web with { NetworkCards = [.. Web.NetworkCards, new NetworkCard { Network = "dmz" }] }))).Hardware);

    [Fact]
    public async Task Compare_DiskGrown_TellsBothSizes()
        => Assert.Contains(
            new HardwareDifference("disk 1", $"{MiB} bytes", $"{2 * MiB} bytes"),
            (await CompareAsync(MemorySource.Of(Web, new TestDisk(new byte[MiB])), MemorySource.Of(Web, new TestDisk(new byte[2 * MiB])))).Hardware);

    [Fact]
    public async Task Compare_MachineIsGone_TellsAllOfIt()
    {
        SourceDifference result = await Differ.CompareAsync(MemorySource.Of(Web), new MemorySource(new MachineGroup { Name = "none", Machines = [] }, new Dictionary<string, Formats.Disks.Disk>()), CancellationToken.None);

        Assert.All(Assert.Single(result.Machines).Hardware, part => Assert.Null(part.New));
    }

    // Nothing was looked at, so nothing is the same.
    [Fact]
    public async Task Compare_DisksWithoutASystem_AreNotTheSame()
    {
        MachineDifference result = await CompareAsync(MemorySource.Of(Web, new TestDisk(new byte[MiB])), MemorySource.Of(Web, new TestDisk(new byte[MiB])));

        Assert.NotNull(result.Problem);
        Assert.False(result.IsSame);
    }

    private static async Task<MachineDifference> CompareAsync(MemorySource old, MemorySource next)
        => Assert.Single((await Differ.CompareAsync(old, next, CancellationToken.None)).Machines);
}
