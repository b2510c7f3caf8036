using Appliance.Formats.Machines;
using Appliance.Formats.Vmx;
using Xunit;

namespace Appliance.Formats.Tests.Vmx;

public sealed class VmxMachineTests
{
    public static TheoryData<string, Func<Machine, object?>, object?> Settings => new()
    {
        { "displayName = \"Web 01\"", m => m.Name, "Web 01" },
        { "", m => m.Name, "vm" }, // the file's
        { "annotation = \"one|0Atwo\"", m => m.Description, "one\ntwo" },
        { "", m => m.Cpus, 1 },
        { "numvcpus = \"4\"", m => m.Cpus, 4 },
        { "numvcpus = \"8\"\ncpuid.coresPerSocket = \"4\"", m => m.CoresPerSocket, 4 },
        { "numvcpus = \"6\"\ncpuid.coresPerSocket = \"4\"", m => m.CoresPerSocket, null }, // does not divide
        { "cpuid.coresPerSocket = \"0\"", m => m.CoresPerSocket, null }, // as many as there are
        { "", m => m.Memory, 64L << 20 },
        { "", m => m.Firmware, Firmware.Bios },
        { "firmware = \"efi\"", m => m.Firmware, Firmware.Uefi },
        { "firmware = \"EFI\"", m => m.Firmware, Firmware.Uefi },
        { "firmware = \"coreboot\"", m => m.Firmware, Firmware.Bios },
        { "uefi.secureBoot.enabled = \"TRUE\"", m => m.SecureBoot, true },
        { "uefi.secureBoot.enabled = \"FALSE\"", m => m.SecureBoot, false },
        { "vtpm.present = \"TRUE\"", m => m.HasTpm, true },
        { "vtpm.present = \"FALSE\"", m => m.HasTpm, false },
        { "managedvm.autoAddVTPM = \"software\"", m => m.HasTpm, true },
        { "", m => m.HardwareVersions[0], "vmx-19" },
        { "scsi0.virtualDev = \"pvscsi\"\nscsi0.present = \"TRUE\"\nscsi0:0.present = \"TRUE\"\nscsi0:0.fileName = \"a.vmdk\"", m => m.Disks[0].ControllerModel, "pvscsi" },
        { "guestinfo.appliance.check0 = \"tcp:22\"\nguestinfo.appliance.check2 = \"console:a |22b|22\"", m => string.Join(' ', m.HealthChecks), "tcp:22 console:a \"b\"" },
        { "GuestInfo.Appliance.Restart = \"on-failure\"", m => m.Restart, RestartPolicy.OnFailure },
        { "", m => m.Restart, null },
        { "guestOS = \"ubuntu-64\"", m => m.Guest.VmwareId, "ubuntu64Guest" },
        { "guestOS.detailed.data = \"bitness='64' prettyName='Debian GNU/Linux 12 (bookworm)' x='y'\"", m => m.Guest.Description, "Debian GNU/Linux 12 (bookworm)" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task OpenAsync_Setting_IsInTheMachine(string line, Func<Machine, object?> actual, object? expected)
        => Assert.Equal(expected, actual(await new VmxMachine(line).ReadAsync()));

    [Theory]
    [InlineData("numvcpus = \"many\"", "numvcpus is \"many\", where a number from 1 to 65536 should be")]
    [InlineData("numvcpus = \"0\"", "numvcpus is \"0\"")]
    [InlineData("numvcpus = \"99999999999999999999\"", "numvcpus is")]
    public async Task OpenAsync_NoNumber_IsRefused(string line, string reason)
    {
        var e = await Assert.ThrowsAsync<InvalidImageException>(async () => await new VmxMachine(line).OpenAsync());
        Assert.StartsWith($"vm.vmx: {reason}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rhel7-64", "rhel7_64Guest")]
    [InlineData("windows9-64", "windows9_64Guest")]
    [InlineData("windows9srv-64", "windows9Server64Guest")]
    [InlineData("windows2019srv-64", "windows2019srv_64Guest")]
    [InlineData("winXPPro", "winXPProGuest")]
    [InlineData("winnetstandard-64", "winNetStandard64Guest")]
    [InlineData("other3xlinux-64", "other3xLinux64Guest")]
    [InlineData("debian12-64", "debian12_64Guest")]
    [InlineData("rockylinux-64", "rockylinux_64Guest")]
    [InlineData("other", "otherGuest")]
    public void ToVsphere_GuestOs_IsTheNameOfTheApi(string id, string expected) => Assert.Equal(expected, VmxGuest.ToVsphere(id));

    [Fact]
    public async Task OpenAsync_NetworkCards_HaveTheirAddressesAndNetworks()
    {
        var vmx = new VmxMachine(
            "ethernet10.present = \"TRUE\"", "ethernet10.addressType = \"generated\"", "ethernet10.generatedAddress = \"00:0c:29:00:00:0A\"",
            "ethernet0.present = \"TRUE\"", "ethernet0.networkName = \"VM Network\"", "ethernet0.virtualDev = \"vmxnet3\"",
            "ethernet0.addressType = \"vpx\"", "ethernet0.generatedAddress = \"00:50:56:9b:5f:0d\"",
            "ethernet1.addressType = \"static\"", "ethernet1.address = \"00:50:56:00:00:01\"", "ethernet1.generatedAddress = \"00:0c:29:00:00:01\"",
            "ethernet1.connectionType = \"nat\"", "ethernet1.startConnected = \"FALSE\"",
            "ethernet2.present = \"FALSE\"", "ethernet2.networkName = \"gone\"",
            "ethernet3.connectionType = \"custom\"", "ethernet3.vnet = \"VMnet8\"", "ethernet3.generatedAddress = \"nonsense\"");

        Machine machine = await vmx.ReadAsync();

        Assert.Equal(
            [
                new NetworkCard { Name = "Network adapter 1", Network = "VM Network", Mac = "00:50:56:9b:5f:0d", Model = "vmxnet3" },
                new NetworkCard { Name = "Network adapter 2", Network = "nat", Mac = "00:50:56:00:00:01", IsConnected = false },
                new NetworkCard { Name = "Network adapter 4", Network = "VMnet8" },
                new NetworkCard { Name = "Network adapter 11", Network = "bridged", Mac = "00:0c:29:00:00:0a" },
            ],
            machine.NetworkCards);
        Assert.Contains("vm.vmx: \"nonsense\" is no MAC address; the host chooses one for ethernet3", vmx.Folder.Warnings);
    }

    [Theory]
    [InlineData("checkpoint.vmState = \"vm-1.vmss\"", "the machine is suspended (\"vm-1.vmss\")")]
    [InlineData("checkpoint.vmState = \"\"\ncleanShutdown = \"FALSE\"", "the machine was running, or broke off")]
    [InlineData("pciPassthru0.present = \"TRUE\"", "devices of the host that are passed through")]
    [InlineData("firmware = \"coreboot\"", "the firmware \"coreboot\" is not known; BIOS is assumed")]
    [InlineData("guestinfo.appliance.check0 = \"http:80/|0D|0Ax\"", "a health check is passed over: http:80/??x: a check needs one line")]
    [InlineData("guestinfo.appliance.restart = \"often\"", "the restart policy \"often\" is not no, on-failure or always")]
    [InlineData("numvcpus = \"6\"\ncpuid.coresPerSocket = \"4\"", "4 cores in a socket do not divide 6 processors")]
    public async Task OpenAsync_WorthAWord_IsWarnedOf(string line, string warning)
    {
        var vmx = new VmxMachine(line);
        await vmx.ReadAsync();
        Assert.StartsWith($"vm.vmx: {warning}", Assert.Single(vmx.Folder.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_SuspendFileBeside_IsWarnedOf()
    {
        VmxMachine vmx = new VmxMachine().With("vm.vmss", "memory");
        await vmx.ReadAsync();
        Assert.Contains("is suspended (\"vm.vmss\")", Assert.Single(vmx.Folder.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_Encrypted_IsRefused()
    {
        var e = await Assert.ThrowsAsync<UnsupportedImageException>(async () => await new VmxMachine("encryption.keySafe = \"vmware:key/list\"").OpenAsync());
        Assert.Equal("vm.vmx: the machine is encrypted (key encryption.keySafe); remove the encryption in VMware, then copy it again", e.Message);
    }

    [Fact]
    public async Task OpenAsync_EncryptedForItsTpmOnly_IsReadAndWarnedOf()
    {
        VmxMachine vmx = new VmxMachine("encryption.data = \"x\"", "vtpm.present = \"TRUE\"", "scsi0:0.fileName = \"a.vmdk\"").With("a.vmdk");
        Assert.Single((await vmx.ReadAsync()).Disks);
        Assert.Contains("a part of the configuration is encrypted", Assert.Single(vmx.Folder.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_TooLarge_IsRefused()
        => await Assert.ThrowsAsync<InvalidImageException>(async () => await new VmxMachine(new string('x', VmxParser.MaxSize)).OpenAsync());
}
