using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux;
using Appliance.Guests.Tests.Initramfs;
using Appliance.Guests.Trees;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Inspection.Linux;

public sealed class LinuxKernelsTests : IDisposable
{
    private readonly CpioMaker _maker = new();
    private readonly MemoryFileSystem _files = new MemoryFileSystem().With("/etc/os-release", "ID=debian\n");

    [Theory]
    [InlineData("/boot/vmlinuz-6.1.0-28-amd64", "/boot/initrd.img-6.1.0-28-amd64")]
    [InlineData("/boot/vmlinuz-6.1.0-28-amd64", "/boot/initramfs-6.1.0-28-amd64.img")]
    [InlineData("/boot/vmlinuz-6.1.0-28-amd64", "/boot/initrd-6.1.0-28-amd64")]
    [InlineData("/boot/vmlinuz-6.1.0-28-amd64", "/boot/initrd-6.1.0-28-amd64.img")]
    [InlineData("/boot/kernel-6.1.0-28-amd64", "/boot/initramfs-6.1.0-28-amd64")]
    [InlineData("/boot/vmlinuz-linux", "/boot/initramfs-linux.img")]
    [InlineData("/boot/vmlinuz", "/boot/initrd.img")]
    [InlineData("/boot/bzImage", null)]
    [InlineData("/boot/efi/0123456789abcdef0123456789abcdef/6.1.0-28-amd64/linux", "/boot/efi/0123456789abcdef0123456789abcdef/6.1.0-28-amd64/initrd")]
    public void Kernels_ByNamesOfDistributions_AreFound(string image, string? initramfs)
    {
        _files.With(image, BzImageBytes.Of("6.1.0-28-amd64")).WithFolder("/usr/lib/modules/6.1.0-28-amd64").WithLink("/lib", "usr/lib");
        LinuxKernel kernel = Assert.Single(Inspect(initramfs is null ? _files : _files.With(initramfs, "")).Kernels);

        Assert.Equal(("6.1.0-28-amd64", image, initramfs, "/usr/lib/modules/6.1.0-28-amd64"), (kernel.Release, kernel.Image, kernel.Initramfs, kernel.Modules));
    }

    [Theory]
    [InlineData("/boot/xen-4.17-amd64.gz")]
    [InlineData("/boot/vmlinuz-6.1$(reboot)")]
    [InlineData("/boot/vmlinuz-6.1`id`")]
    [InlineData("/boot/vmlinuz-;rm -rf")]
    [InlineData("/boot/vmlinuz-..")]
    [InlineData("/boot/vmlinuz-6.1.hmac")]
    [InlineData("/boot/vmlinuz")]
    [InlineData("/boot/config-6.1")]
    public void Kernels_OtherFiles_AreNone(string path) => Assert.Empty(Inspect(_files.With(path, "x")).Kernels);

    [Fact]
    public void Kernels_ReleaseWithPathInHeader_IsNotBelieved()
        => Assert.Equal("linux", Inspect(_files.With("/boot/vmlinuz-linux", BzImageBytes.Of("../../etc"))).Kernels.Single().Release);

    [Fact]
    public void Kernels_SeveralNamesOfOneFile_AreOneKernel()
    {
        _files.With("/usr/lib/modules/6.6.3-1-default/vmlinuz", "x").WithLink("/boot/vmlinuz-6.6.3-1-default", "../usr/lib/modules/6.6.3-1-default/vmlinuz").WithLink("/boot/vmlinuz", "vmlinuz-6.6.3-1-default");

        Assert.Equal("/boot/vmlinuz-6.6.3-1-default", Assert.Single(Inspect(_files).Kernels).Image);
    }

    [Theory]
    [InlineData("6.1.0-28-amd64", "CONFIG_XEN=y\nCONFIG_XEN_PV=y\nCONFIG_XEN_PVH=y\n", true, true)]
    [InlineData("5.14.0-362.el9", "CONFIG_XEN=y\n# CONFIG_XEN_PV is not set\nCONFIG_XEN_PVHVM=y\nCONFIG_XEN_PVH=y\n", false, true)]
    [InlineData("4.9.0-19-amd64", "CONFIG_XEN=y\nCONFIG_XEN_PVH=y\n", true, false)]
    [InlineData("2.6.32-5-amd64", "CONFIG_XEN=y\n", true, false)]
    [InlineData("6.6.0", "# CONFIG_XEN is not set\n", false, false)]
    [InlineData("6.6.1", "", null, null)]
    public void Kernel_ByItsConfiguration_StartsAsPvOrPvh(string release, string configuration, bool? pv, bool? pvh)
    {
        _files.With($"/boot/vmlinuz-{release}", BzImageBytes.Of(release)).With($"/boot/config-{release}", configuration).WithFolder($"/lib/modules/{release}");
        LinuxKernel kernel = Assert.Single(Inspect(_files).Kernels);
        Assert.Equal((pv, pvh), (kernel.CanPv, kernel.CanPvh));
    }

    [Fact]
    public void Kernels_RescueImage_ComesBehindItsTwin()
    {
        const string Release = "5.14.0-362.8.1.el9_3.x86_64";
        const string Rescue = "0-rescue-0123456789abcdef0123456789abcdef";
        LinuxSystem system = Inspect(_files.With($"/boot/vmlinuz-{Release}", BzImageBytes.Of(Release)).With($"/boot/initramfs-{Release}.img", "").WithFolder($"/lib/modules/{Release}")
            .With($"/boot/vmlinuz-{Rescue}", BzImageBytes.Of(Release)).With($"/boot/initramfs-{Rescue}.img", ""));

        Assert.Equal([$"/boot/initramfs-{Release}.img", $"/boot/initramfs-{Rescue}.img"], system.Kernels.Select(kernel => kernel.Initramfs));
        Assert.All(system.Kernels, kernel => Assert.Equal(Release, kernel.Release));
    }

    [Fact]
    public void Kernels_Thousands_AreBoundedAndNewestFirst()
    {
        for (int i = 0; i < 5_000; i++)
        {
            _files.With($"/boot/vmlinuz-6.{i}", "");
        }

        IReadOnlyList<LinuxKernel> kernels = Inspect(_files).Kernels;
        Assert.Equal(64, kernels.Count);
        Assert.True(string.CompareOrdinal(kernels[0].Release, "6.") > 0);
    }

    [NeedsToolFact("cpio", "xz")]
    public void Drivers_InEveryPlace_AreTold()
    {
        byte[] initramfs = _maker.Shell("xz --check=crc32", _maker.Archive("init", "lib/modules/6.1/kernel/drivers/net/xen-netfront.ko.xz"));
        LinuxKernel kernel = Inspect(_files.With("/boot/vmlinuz-6.1", "x").With("/boot/initrd.img-6.1", initramfs)
            .With("/boot/config-6.1", "CONFIG_XEN=y\nCONFIG_XEN_BLKDEV_FRONTEND=y\nCONFIG_XEN_NETDEV_FRONTEND=m\n# CONFIG_XEN_SCSI_FRONTEND is not set\n")
            .With("/lib/modules/6.1/kernel/drivers/scsi/xen-scsifront.ko.zst", "x").With("/lib/modules/6.1/modules.dep", "kernel/drivers/scsi/xen-scsifront.ko.zst:\n")).Kernels.Single();

        Assert.Equal(DriverState.BuiltIn, kernel.Drivers[XenDriver.Blkfront]);
        Assert.Equal(DriverState.InInitramfs, kernel.Drivers[XenDriver.Netfront]);
        Assert.Equal(DriverState.OnDisk, kernel.Drivers[XenDriver.Scsifront]);
    }

    [Theory]
    [InlineData("modules.builtin", "kernel/drivers/block/xen-blkfront.ko\n", DriverState.BuiltIn)]
    [InlineData("config", "CONFIG_XEN_BLKDEV_FRONTEND=y\n", DriverState.BuiltIn)]
    [InlineData("kernel/drivers/block/xen-blkfront.ko", "x", DriverState.OnDisk)]
    [InlineData("updates/xen-vbd.ko", "x", DriverState.OnDisk)]
    [InlineData("kernel/drivers/xen/blkfront/xenblk.ko", "x", DriverState.OnDisk)]
    [InlineData("kernel/drivers/block/loop.ko", "x", DriverState.Absent)]
    public void Drivers_InTheModuleFolder_AreTold(string file, string text, DriverState expected)
        => Assert.Equal(expected, Inspect(_files.With("/boot/vmlinuz-6.1", "x").With($"/lib/modules/6.1/{file}", text)).Kernels.Single().Drivers[XenDriver.Blkfront]);

    [Fact]
    public void Drivers_ListedButGone_AreAbsent()
        => Assert.Equal(DriverState.Absent, Inspect(_files.With("/boot/vmlinuz-6.1", "x").With("/lib/modules/6.1/modules.dep", "kernel/xen-blkfront.ko:\n")).Kernels.Single().Drivers[XenDriver.Blkfront]);

    [Fact]
    public void InitramfsProblem_Garbage_IsTold()
    {
        LinuxKernel kernel = Inspect(_files.With("/boot/vmlinuz-6.1", "x").With("/boot/initrd.img-6.1", "garbage that is no archive")).Kernels.Single();

        Assert.NotNull(kernel.InitramfsProblem);
        Assert.Null(kernel.InitramfsContents);
    }

    [NeedsToolFact("cpio", "gzip", "objcopy")]
    public void Unified_ImageOfObjcopy_IsReadWithItsInitramfs()
    {
        byte[] image = _maker.Shell(
            "cat > initrd.gz; printf 6.6.9-arch1-1 > uname; printf 'root=UUID=1 rw' > cmdline; printf kernel > linux; "
            + "objcopy -I binary -O pe-x86-64 --rename-section .data=.linux,alloc,load,contents --add-section .uname=uname --add-section .cmdline=cmdline --add-section .initrd=initrd.gz linux u.efi && { printf MZ; head -c 58 /dev/zero; printf '\\100\\0\\0\\0PE\\0\\0'; cat u.efi; }",
            _maker.Shell("gzip", _maker.Archive("init", "init_functions", "usr/lib/modules/6.6.9-arch1-1/kernel/xen-blkfront.ko")));
        LinuxKernel kernel = Inspect(_files.With("/boot/EFI/Linux/arch-linux.efi", Shift(image))).Kernels.Single();

        Assert.True(kernel.IsUnified);
        Assert.Equal(("6.6.9-arch1-1", "root=UUID=1 rw"), (kernel.Release, kernel.Arguments));
        Assert.Equal(InitramfsTool.Mkinitcpio, kernel.InitramfsContents!.Tool);
        Assert.Equal(DriverState.InInitramfs, kernel.Drivers[XenDriver.Blkfront]);
    }

    [NeedsInitramfsFact]
    public void Kernels_OfThisMachine_AreTold()
    {
        string release = NeedsInitramfsFactAttribute.Release;
        foreach (string file in new[] { $"/boot/vmlinuz-{release}", $"/boot/initrd.img-{release}", $"/boot/config-{release}" })
        {
            _files.With(file, File.ReadAllBytes(file));
        }

        LinuxKernel kernel = Inspect(_files).Kernels.Single();

        Assert.Equal(release, kernel.Release);
        Assert.Equal(DriverState.InInitramfs, kernel.Drivers[XenDriver.Blkfront]);
        Assert.Equal(DriverState.InInitramfs, kernel.Drivers[XenDriver.Netfront]);
    }

    public void Dispose() => _maker.Dispose();

    /// <summary>objcopy makes an object file: its offsets are moved behind the stub of a program.</summary>
    private static byte[] Shift(byte[] image)
    {
        const int Stub = 68;
        int count = BitConverter.ToUInt16(image, Stub + 2);
        int table = Stub + 20 + BitConverter.ToUInt16(image, Stub + 16);
        for (int i = 0; i < count; i++)
        {
            int at = table + (i * 40);
            BitConverter.TryWriteBytes(image.AsSpan(at + 20), BitConverter.ToUInt32(image, at + 20) + Stub);
            BitConverter.TryWriteBytes(image.AsSpan(at + 8), BitConverter.ToUInt32(image, at + 16));
        }

        return image;
    }

    private static LinuxSystem Inspect(MemoryFileSystem files)
    {
        using var tree = new GuestTree(files);
        return LinuxInspector.Inspect(tree)!;
    }
}
