using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Xunit;

namespace Appliance.Runtime.Tests.Importing;

public sealed class DomainChooserTests
{
    private const string PvGrub = "/usr/lib/grub-xen/grub-x86_64-xen.bin";
    private const string PvGrub32 = "/usr/lib/grub-xen/grub-i386-xen.bin";
    private const string PvhGrub = "/usr/lib/grub-xen/grub-i386-xen_pvh.bin";
    private const string PyGrub = "/usr/lib/xen-4.17/bin/pygrub";
    private const string Ovmf = "/usr/share/ovmf/OVMF.fd";
    private const string Kernel = "/srv/vmlinuz";

    private static readonly XenSupport Linux = new()
    {
        Family = GuestFamily.Linux, HasBlockDriver = true, HasNetworkDriver = true, CanPv = true, CanPvh = true, StartsByPvGrub = true, StartsByPyGrub = true,
    };

    private static readonly XenSupport Windows = new() { Family = GuestFamily.Windows, CanPv = false, CanPvh = false };

    // machine, what is wished, what the host can, what it has, and what comes of it
    public static TheoryData<string, Machine, ImportOptions, string, string[], DomainChoice> Choices => new()
    {
        { "BIOS", Of(Linux), new(), "pv hvm", All, Hvm(BootMethod.Bios, "HVM, since it starts by a BIOS, started by SeaBIOS; its disks are emulated IDE until its own Xen drivers take over") },
        { "BIOS, guest not looked at", Of(null), new(), "hvm", [], Hvm(BootMethod.Bios, "HVM, since it starts by a BIOS, started by SeaBIOS; its disks are emulated IDE until its own Xen drivers take over") },
        { "UEFI", Of(Linux, Firmware.Uefi), new(), "pv hvm", All, Hvm(BootMethod.Uefi, "HVM, since it starts by UEFI, started by OVMF; its disks are emulated IDE until its own Xen drivers take over") },
        { "Windows", Of(Windows), new(), "pv hvm", All, Hvm(BootMethod.Bios, "HVM, since it starts by a BIOS, started by SeaBIOS; its disks are emulated IDE") },
        { "driver out of reach", Of(Linux with { HasBlockDriver = false }), new(), "pv hvm", All, Hvm(BootMethod.Bios, "HVM, since it starts by a BIOS, started by SeaBIOS; its disks hang on AHCI, since its initramfs has no driver for Xen's") with { UsesAhci = true } },
        { "AHCI wished", Of(null), new() { UsesAhci = true }, "pv hvm", All, Hvm(BootMethod.Bios, "HVM, since it starts by a BIOS, started by SeaBIOS; its disks hang on AHCI, as was wished") with { UsesAhci = true } },
        { "HVM with a kernel", Of(Linux), new() { Type = DomainType.Hvm, Kernel = Kernel, Ramdisk = "/srv/initrd", KernelArguments = "quiet" }, "pv hvm", [], Hvm(BootMethod.Kernel, "HVM, as was wished, started by the kernel that was given; its disks are emulated IDE until its own Xen drivers take over") with { Kernel = Kernel, Ramdisk = "/srv/initrd", KernelArguments = "quiet" } },
        { "no HVM: PV GRUB", Of(Linux), new(), "pv", All, Pv(BootMethod.PvGrub, PvGrub, "PV, since xen1 has no hardware virtualisation, started by PV GRUB, which reads its own menu") },
        { "PV wished", Of(Linux), new() { Type = DomainType.Pv }, "pv hvm", All, Pv(BootMethod.PvGrub, PvGrub, "PV, as was wished, started by PV GRUB, which reads its own menu") },
        { "PV, guest not looked at", Of(null), new() { Type = DomainType.Pv }, "pv hvm", All, Pv(BootMethod.PvGrub, PvGrub, "PV, as was wished, started by PV GRUB, which reads its own menu; nobody looked whether it has the drivers for that") },
        { "PV of 32 bits", Of(Linux with { Is32Bit = true }), new() { Type = DomainType.Pv }, "pv", All, Pv(BootMethod.PvGrub, PvGrub32, "PV, as was wished, started by PV GRUB, which reads its own menu") },
        { "PV, no PV GRUB: pygrub", Of(Linux), new() { Type = DomainType.Pv }, "pv", [PyGrub], Pv(BootMethod.PyGrub, null, "PV, as was wished, started by pygrub, which reads its menu in the control domain") },
        { "PV, menu where only pygrub looks", Of(Linux with { StartsByPvGrub = false }), new() { Type = DomainType.Pv }, "pv", All, Pv(BootMethod.PyGrub, null, "PV, as was wished, started by pygrub, which reads its menu in the control domain") },
        { "PV with a kernel, whatever the guest's own is", Of(Linux with { CanPv = false, StartsByPvGrub = false, StartsByPyGrub = false, HasBlockDriver = false }), new() { Type = DomainType.Pv, Kernel = Kernel }, "pv", [], Pv(BootMethod.Kernel, Kernel, "PV, as was wished, started by the kernel that was given") },
        { "UEFI as PV", Of(Linux, Firmware.Uefi), new() { Type = DomainType.Pv }, "pv hvm", [PvGrub], Pv(BootMethod.PvGrub, PvGrub, "PV, as was wished, started by PV GRUB, which reads its own menu") },
        { "PVH wished", Of(Linux), new() { Type = DomainType.Pvh }, "pv hvm", All, Pvh(BootMethod.PvGrub, PvhGrub, "PVH, as was wished, started by PV GRUB, which reads its own menu") },
        { "a kernel alone", Of(null), new() { Kernel = Kernel }, "pv hvm", [], Pvh(BootMethod.Kernel, Kernel, "PVH, since with a kernel given no firmware is needed, started by the kernel that was given; nobody looked whether it has the drivers for that") },
        { "a kernel alone, no HVM", Of(Linux), new() { Kernel = Kernel }, "pv", [], Pv(BootMethod.Kernel, Kernel, "PV, since xen1 has no hardware virtualisation, started by the kernel that was given") },
    };

    // what is refused, with the way out
    public static TheoryData<Machine, ImportOptions, string, string[], string> Refusals => new()
    {
        { Of(Linux, Firmware.Uefi), new(), "pv hvm", [PvGrub], "web01: it starts by UEFI, and xen1 has no UEFI firmware for machines; install OVMF there, as it is built for Xen (OvmfXen), or choose --domain pv: PV GRUB reads its menu" },
        { Of(Windows, Firmware.Uefi), new(), "pv hvm", [PvGrub], "install OVMF there, as it is built for Xen (OvmfXen)" },
        { Of(Linux, Firmware.Uefi), new(), "pv", All, "HVM needs hardware virtualisation, which xen1 does not have or its firmware does not turn on; turn it on, or try --domain pv" },
        { Of(Windows), new(), "pv", All, "Windows runs only so: choose another host" },
        { Claims("windows9_64Guest"), new(), "pv", All, "Windows runs only so: choose another host" },
        { Of(Windows), new() { Type = DomainType.Pv }, "pv hvm", All, "Windows does not run as PV; leave --domain out, or choose --domain hvm" },
        { Of(Windows), new() { Type = DomainType.Pvh }, "pv hvm", All, "Windows does not run as PVH" },
        { Of(Linux), new() { Type = DomainType.Hvm }, "pv", All, "HVM needs hardware virtualisation" },
        { Of(Linux), new() { Type = DomainType.Pvh }, "pv", All, "PVH needs hardware virtualisation, which xen1 does not have; try --domain pv" },
        { Of(Linux), new() { Type = DomainType.Pvh }, "pv hvm", [PvGrub], "has no GRUB for PVH; install it there (Debian: grub-xen-host)" },
        { Of(Linux with { CanPvh = false }), new() { Type = DomainType.Pvh }, "pv hvm", All, "its kernel is built without PVH; choose --domain hvm" },
        { Of(Linux with { CanPv = false }), new() { Type = DomainType.Pv }, "pv hvm", All, "its kernel is built without PV; choose --domain hvm" },
        { Of(Linux with { HasBlockDriver = false }), new() { Type = DomainType.Pv }, "pv hvm", All, "its initramfs has no driver for Xen's disks, so that it does not start as PV; put xen-blkfront in" },
        { Of(Linux), new() { Type = DomainType.Pv }, "pv hvm", [], "xen1 has nothing that starts its kernel as PV; install PV GRUB there (Debian: grub-xen-host), or give a kernel with --kernel" },
        { Of(Linux with { StartsByPyGrub = false }), new() { Type = DomainType.Pv }, "pv hvm", [PyGrub], "install PV GRUB there" },
        { Of(Linux with { StartsByPvGrub = false, StartsByPyGrub = false }), new() { Type = DomainType.Pv }, "pv hvm", All, "neither PV GRUB nor pygrub finds a menu of its boot loader on its disks; choose --domain hvm" },
        { Of(Linux with { StartsByPvGrub = false }), new() { Type = DomainType.Pvh }, "pv hvm", All, "PVH's GRUB finds no menu of its boot loader on its disks; choose --domain hvm" },
        { Of(Linux), new() { Type = DomainType.Pv }, "hvm", All, "xen1 runs no PV domains; try --domain hvm or --domain pvh" },
    };

    private static string[] All => [PvGrub, PvGrub32, PvhGrub, PyGrub, Ovmf];

    [Theory]
    [MemberData(nameof(Choices))]
    public void Choose_WhatCanBeRun_SaysHowAndWhy(string what, Machine machine, ImportOptions options, string capabilities, string[] loaders, DomainChoice expected)
    {
        Assert.NotEmpty(what);
        Assert.Equal(expected, DomainChooser.Choose(machine, Host(capabilities, loaders), options));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Choose_WhatCannotBeRun_SaysTheWayOut(Machine machine, ImportOptions options, string capabilities, string[] loaders, string expected)
    {
        var refused = Assert.Throws<UnsupportedImageException>(() => DomainChooser.Choose(machine, Host(capabilities, loaders), options));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData(DomainType.Hvm, 0, "hda")]
    [InlineData(DomainType.Hvm, 3, "hdd")]
    [InlineData(DomainType.Hvm, 4, "xvde")]
    [InlineData(DomainType.Pv, 0, "xvda")]
    [InlineData(DomainType.Pvh, 25, "xvdz")]
    [InlineData(DomainType.Pv, 26, "xvdaa")]
    [InlineData(DomainType.Pv, 53, "xvdbb")]
    public void Vdev_ByTypeAndPlace_IsReachedByUnplug(DomainType type, int index, string expected) => Assert.Equal(expected, DiskPlaces.Vdev(type, index));

    private static DomainChoice Hvm(BootMethod boot, string reason) => new(DomainType.Hvm, boot, reason);

    private static DomainChoice Pv(BootMethod boot, string? kernel, string reason) => new(DomainType.Pv, boot, reason) { Kernel = kernel };

    private static DomainChoice Pvh(BootMethod boot, string kernel, string reason) => new(DomainType.Pvh, boot, reason) { Kernel = kernel };

    private static Machine Of(XenSupport? guest, Firmware firmware = Firmware.Bios) => new() { Id = "web01", Name = "web01", Xen = guest, Firmware = firmware };

    private static Machine Claims(string guest) => Of(null) with { Guest = new GuestSystem { VmwareId = guest } };

    private static HostReport Host(string capabilities, string[] loaders)
        => new() { Name = "xen1", Address = "xl://", Capabilities = capabilities.Split(' '), Loaders = loaders };
}
