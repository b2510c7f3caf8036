using Appliance.Formats.Disks;
using Xunit;

namespace Appliance.Formats.Tests.Disks;

/// <summary>How far several copies are, together.</summary>
public sealed class CopySumTests
{
    private readonly CopySum _sum = new();

    [Fact]
    public void Add_DisksSideBySide_AddsThemUp()
    {
        Assert.True(_sum.Add("a", new CopyProgress(0, 100, 0)));
        Assert.False(_sum.Add("b", new CopyProgress(0, 300, 0)));
        _sum.Add("a", new CopyProgress(100, 100, 40));
        _sum.Add("b", new CopyProgress(60, 300, 10));
        Assert.Equal((2, new CopyProgress(160, 400, 50)), (_sum.Count, _sum.Total));
    }

    [Fact]
    public void Add_ReportsOutOfOrder_KeepsTheFarthest()
    {
        _sum.Add("a", new CopyProgress(80, 100, 30));
        _sum.Add("a", new CopyProgress(40, 100, 20));
        Assert.Equal(new CopyProgress(80, 100, 30), _sum.Total);
    }

    [Fact]
    public void Add_DiskAfterAllOthers_BeginsAnew()
    {
        _sum.Add("a", new CopyProgress(100, 100, 100));
        Assert.True(_sum.Add("b", new CopyProgress(10, 50, 10)));
        Assert.Equal((1, new CopyProgress(10, 50, 10)), (_sum.Count, _sum.Total));
    }
}
