using Xunit;

namespace Appliance.Demo.Tests;

[Trait("Category", "Slow")]
public sealed class BootTests(SampleGuest guest) : IClassFixture<SampleGuest>
{
    [BootTheory]
    [InlineData("ide")]
    [InlineData("pvscsi")]
    public Task Guest_AsItWasInstalled_Boots(string controller) => Emulator.BootAsync(guest.Raw, "raw", controller);

    [BootTheory]
    [InlineData("ide")]
    [InlineData("pvscsi")]
    public Task Guest_OvaToVhd_Boots(string controller) => Emulator.BootAsync(guest.Convert("vhd"), "vpc", controller);

    [BootTheory]
    [InlineData("ide")]
    public Task Guest_OvaToXvaToRaw_Boots(string controller) => Emulator.BootAsync(guest.Convert("xva", "raw"), "raw", controller);
}
