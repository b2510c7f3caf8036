using System.Buffers.Binary;
using Appliance.Guests.Tests.Volumes;
using Appliance.Guests.Volumes.Probing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Containers;

public sealed class RaidSuperblockTests
{
    private const int Place = 4096;

    [Theory]
    [InlineData(ulong.MaxValue, 0, true)]
    [InlineData(ulong.MaxValue, 1, true)]
    [InlineData(0UL, 0, false)]
    [InlineData(8192UL, 0, false)]
    [InlineData(ulong.MaxValue, 2, false)]
    [InlineData(ulong.MaxValue, 4, false)]
    public void Read_VersionOne_TellsWhetherItIsSettled(ulong resyncedTo, int features, bool isSettled)
    {
        byte[] bytes = SampleVolumes.Raid(new byte[1 << 20], minorVersion: 2);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(Place + 208), resyncedTo);
        bytes[Place + 8] = (byte)features;
        Assert.Equal(isSettled, RaidSuperblock.Read(new MemoryDevice(bytes))!.IsSettled);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void Read_VersionZero_TellsWhetherItIsSettled(int state, bool isSettled)
    {
        byte[] bytes = SampleVolumes.Raid(new byte[1 << 20], minorVersion: 90);
        bytes[((1 << 20) & ~0xFFFF) - 0x10000 + 132] = (byte)state;
        Assert.Equal(isSettled, RaidSuperblock.Read(new MemoryDevice(bytes))!.IsSettled);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(5000)]
    public void Read_TinyDevice_IsNothing(int length) => Assert.Null(RaidSuperblock.Read(new MemoryDevice(length)));
}
