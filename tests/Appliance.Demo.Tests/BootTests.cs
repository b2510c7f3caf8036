using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Demo.Tests;

[Trait("Category", "Slow")]
[Collection(VmwareGuestCollection.Name)]
public sealed class BootTests(VmwareGuests guests)
{
    private readonly VmwareGuest _guest = guests["ext4-bios"];

    [BootTheory]
    [InlineData("ide")]
    [InlineData("pvscsi")]
    public Task Guest_AsItWasInstalled_Boots(string controller) => BootAsync(_guest.Disks[0], "raw", controller);

    [BootTheory]
    [InlineData("ide")]
    [InlineData("pvscsi")]
    public Task Guest_OvaToVhd_Boots(string controller) => BootAsync(_guest.Convert("vhd"), "vpc", controller);

    [BootTheory]
    [InlineData("ide")]
    public Task Guest_OvaToXvaToRaw_Boots(string controller) => BootAsync(_guest.Convert("xva", "raw"), "raw", controller);

    private static async Task BootAsync(string disk, string format, string controller)
        => (await new EmulatedPc([disk]) { Format = format, Controller = controller }.RunAsync(GuestConsole.Up)).AssertHas(GuestConsole.Up);
}
