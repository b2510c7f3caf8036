using Appliance.Runtime.Environments;
using Xunit;

namespace Appliance.Runtime.Tests.Environments;

public sealed class XenstorePathsTests
{
    [Theory]
    [InlineData("hostname", "hostname")]
    [InlineData("com.x.host-name_1.2", "com/x/host-name_1/2")]
    [InlineData("a b/c@d", "a@20b@2fc@40d")]
    [InlineData(".a..b.", "@2ea/@2eb@2e")]
    [InlineData("\u00e4", "@c3@a4")]
    public void Of_Key_IsAPathThatXenstoreTakes(string key, string path) => Assert.Equal($"vm-data/ovf/{path}", XenstorePaths.Of(key));

    [Fact]
    public void Fitting_KeysOfMoreThanARecordHolds_AreNotAll()
    {
        EnvironmentKey[] keys = [.. Enumerable.Range(0, 100).Select(number => new EnvironmentKey($"vm-data/ovf/{number}", new string('x', 3000)))];
        Assert.Equal(5, XenstorePaths.Fitting(keys).Count());
    }

    [Fact]
    public void Fitting_PathLongerThanXenstoreTakes_IsNone()
        => Assert.Empty(XenstorePaths.Fitting([new EnvironmentKey(XenstorePaths.Of(new string('k', 2100)), "")]));
}
