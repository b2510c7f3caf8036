using Appliance.Guests.Inspection.Linux.Kernels;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Inspection.Linux;

public sealed class KernelVersionComparerTests
{
    public static TheoryData<string, string> Pairs => new()
    {
        { "6.1.0-9-amd64", "6.1.0-28-amd64" },
        { "5.15.0-91-generic", "6.2.0-26-generic" },
        { "4.18.0-477.10.1.el8_8.x86_64", "4.18.0-513.5.1.el8_9.x86_64" },
        { "2.6.32-71.el6.x86_64", "2.6.32-754.35.1.el6.x86_64" },
        { "6.6.9-arch1-1", "6.6.10-arch1-1" },
        { "5.14.21-150500.55.7-default", "5.14.21-150500.55.19-default" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    [InlineData("4.18.0-553.el8_10.x86_64", "4.18.0-553.5.1.el8_10.x86_64")] // by rpm's rules; dpkg has it the other way round
    [InlineData("6.9-rc1", "6.9")]
    [InlineData("1", "10000000000000000000000000000000000000")]
    [InlineData("", "1")]
    public void Compare_OlderAndNewer_OrdersThem(string older, string newer)
    {
        Assert.True(KernelVersionComparer.Instance.Compare(older, newer) < 0);
        Assert.True(KernelVersionComparer.Instance.Compare(newer, older) > 0);
        Assert.Equal(0, KernelVersionComparer.Instance.Compare(newer, newer));
    }

    [NeedsToolTheory("dpkg")]
    [MemberData(nameof(Pairs))]
    public void Compare_OlderAndNewer_AgreesWithDpkg(string older, string newer)
        => Tool.Run("dpkg", "--compare-versions", older.Replace('_', '+'), "lt", newer.Replace('_', '+'));
}
