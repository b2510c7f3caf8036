using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Demo.Tests;

/// <summary>After the preparation the guests boot on disks and network cards that they knew nothing of.</summary>
[Trait("Category", "Slow")]
[Collection(VmwareGuestCollection.Name)]
public sealed class PreparedGuestTests(VmwareGuests guests)
{
    [BootTheory]
    [InlineData("ext4-bios", "/dev/vda1", "UUID=6f2b3c1e-9d3c-4c5a-8a44-0e7a5c2d1b90")]
    [InlineData("xfs", "/dev/vda2", "UUID=c4a1e7f0-83b2-4f6d-a5c9-12e8d07b9f46")]
    [InlineData("btrfs", "/dev/vda2[/@]", "UUID=e81d3c5b-46a7-4092-bf1c-7d29e05ac6b4")]
    [InlineData("lvm", "/dev/mapper/vg0-root", "/dev/mapper/vg0-root")]
    public Task Guest_Prepared_FindsItsRoot(string kind, string root, string argument) => AssertRootAsync(kind, root, argument);

    [BootTheory(EmulatedPc.UefiCode)]
    [InlineData("ext4-efi-dracut", "/dev/vda3", "UUID=7a0c9d52-2f47-4be3-b1d5-91c07be4d3f8")]
    public Task GuestWithUefi_Prepared_FindsItsRoot(string kind, string root, string argument) => AssertRootAsync(kind, root, argument);

    [BootTheory]
    [InlineData("ext4-bios", "", "")]
    [InlineData("xfs", "/dev/vda1", "")]
    [InlineData("btrfs", "/dev/vda1", "")]
    [InlineData("lvm", "/dev/vda1", "")]
    public Task Guest_Prepared_MountsTheOthers(string kind, string boot, string efi) => AssertMountsAsync(kind, boot, efi);

    [BootTheory(EmulatedPc.UefiCode)]
    [InlineData("ext4-efi-dracut", "/dev/vda2", "/dev/vda1")]
    public Task GuestWithUefi_Prepared_MountsTheOthers(string kind, string boot, string efi) => AssertMountsAsync(kind, boot, efi);

    [BootTheory]
    [InlineData("ext4-bios")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    [InlineData("lvm")]
    public Task Guest_Prepared_KeepsItsAddress(string kind) => AssertAddressAsync(kind);

    [BootTheory(EmulatedPc.UefiCode)]
    [InlineData("ext4-efi-dracut")]
    public Task GuestWithUefi_Prepared_KeepsItsAddress(string kind) => AssertAddressAsync(kind);

    private async Task AssertRootAsync(string kind, string root, string argument)
    {
        GuestConsole console = await guests[kind].BootPreparedAsync();

        console.AssertHas(GuestConsole.Up);
        Assert.Equal(root, console.Root);
        Assert.Contains($"root={argument}", console.KernelArguments);
    }

    private async Task AssertMountsAsync(string kind, string boot, string efi)
    {
        GuestConsole console = await guests[kind].BootPreparedAsync();

        Assert.Equal((boot, efi), (console.Boot, console.EfiPartition));
        Assert.Equal("", console.FailedUnits);
    }

    private async Task AssertAddressAsync(string kind)
    {
        GuestConsole console = await guests[kind].BootPreparedAsync();

        Assert.Equal($"ens192:{VmwareGuest.MacAddress}", console.NetworkCards);
        Assert.Equal("ens192:192.0.2.10/24", console.Addresses);
    }
}
