using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using Xunit;

namespace Appliance.Runtime.Tests.Federation;

public sealed class MemoryRoomTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(new long[] { 4, 4 }, new long[] { }, 8, true)]
    [InlineData(new long[] { 4, 5 }, new long[] { }, 8, false)]
    [InlineData(new long[] { 6 }, new long[] { 4, 4 }, 8, false)]
    [InlineData(new long[] { 2, 4, 2 }, new long[] { 4, 4 }, 8, true)]
    [InlineData(new long[] { 3, 3, 2 }, new long[] { 4, 4 }, 8, false)]
    public void RefusalOf_Machines_FitTogether_AndEachOnOneHost(long[] memories, long[] hosts, long free, bool fits)
    {
        var report = new HostReport { Name = "xen1", Address = "xl://", FreeMemory = free * GiB, FreeMemoryOfHosts = [.. hosts.Select(host => host * GiB)] };
        Assert.Equal(fits, MemoryRoom.RefusalOf(report, StubFleet.Needs(1, memories)) is null);
    }
}
