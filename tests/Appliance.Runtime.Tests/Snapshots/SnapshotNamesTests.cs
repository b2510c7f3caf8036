using Appliance.Runtime.Xl.Snapshots;
using Xunit;

namespace Appliance.Runtime.Tests.Snapshots;

public sealed class SnapshotNamesTests
{
    [Theory]
    [InlineData("before-upgrade")]
    [InlineData("1")]
    [InlineData("2026-11-28_a")]
    public void Names_ThatCanBeThoseOfVolumes(string name) => SnapshotNames.Demand("xen1", name);

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("-a")]
    [InlineData("a.b")]
    [InlineData("a\n")]
    [InlineData("xvda")]
    [InlineData("sda")]
    [InlineData("a23456789012345678901234567890123")]
    public void Names_ThatCannot(string name) => Assert.Throws<HostException>(() => SnapshotNames.Demand("xen1", name));
}
