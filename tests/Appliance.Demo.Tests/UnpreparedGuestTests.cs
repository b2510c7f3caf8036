using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Demo.Tests;

/// <summary>The controls: without the preparation the guests boot on VMware's hardware only.</summary>
[Trait("Category", "Slow")]
[Collection(VmwareGuestCollection.Name)]
public sealed class UnpreparedGuestTests(VmwareGuests guests)
{
    // initramfs-tools, and systemd in what dracut made.
    private static readonly string[] NoRoot = ["Gave up waiting for root file system device", "Timed out waiting for device"];

    [BootTheory]
    [InlineData("ext4-bios")]
    public async Task Guest_OnAnotherController_DoesNotFindItsRoot(string kind)
    {
        GuestConsole console = await new EmulatedPc(guests[kind].Disks).RunAsync([.. NoRoot, GuestConsole.Up]);

        console.AssertHas(NoRoot[0]);
    }

    [BootTheory(EmulatedPc.UefiCode)]
    [InlineData("ext4-efi-dracut")]
    public async Task Guest_WhoseLoaderIsStarted_DoesNotFindItsRoot(string kind)
    {
        GuestConsole console = await StartLoaderAsync(kind, "virtio", [.. NoRoot, GuestConsole.Up]);

        console.AssertHas(NoRoot[1]);
    }

    [BootTheory(EmulatedPc.UefiCode)]
    [InlineData("ext4-efi-dracut")]
    public async Task Guest_WhoseLoaderIsStartedOnVmwaresController_Boots(string kind)
    {
        GuestConsole console = await StartLoaderAsync(kind, "ahci", GuestConsole.Up);

        console.AssertHas(GuestConsole.Up);
    }

    [BootTheory(EmulatedPc.UefiCode)]
    [InlineData("ext4-efi-dracut")]
    public async Task Uefi_WithoutItsOldVariables_FindsNoLoader(string kind)
    {
        const string Shell = "UEFI Interactive Shell";
        GuestConsole console = await new EmulatedPc(guests[kind].Disks) { HasUefi = true }.RunAsync(Shell, GuestConsole.Up);

        console.AssertHas(Shell);
    }

    private async Task<GuestConsole> StartLoaderAsync(string kind, string controller, params string[] ends)
    {
        using var shell = new TemporaryFolder();
        shell.Write("startup.nsh", string.Concat(Enumerable.Range(0, 2).Select(number => $"fs{number}:\\EFI\\debian\\shimx64.efi\r\n")));
        var pc = new EmulatedPc(guests[kind].Disks) { Controller = controller, HasUefi = true, ShellFolder = shell.Path };
        return await pc.RunAsync(ends);
    }
}
