using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Xva;

public sealed class XvaStartTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_ThenRead_TellsWhetherItStartsWithItsGroup(bool starts)
    {
        var machine = new Machine { Id = "job", Name = "job", Start = new StartRule { Order = 2, Starts = starts } };
        await using XvaSource read = await XvaFile.OpenAsync(await XvaFile.WriteStreamAsync(MemorySource.Of(machine, new ZeroDisk("zero", 512))));
        Assert.Equal((2, starts), (read.Group.Machines[0].Start.Order, read.Group.Machines[0].Start.Starts));
    }
}
