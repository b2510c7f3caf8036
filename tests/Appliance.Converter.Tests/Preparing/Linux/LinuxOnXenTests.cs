using Appliance.Converter.Preparing.Linux;
using Appliance.Converter.Preparing.Linux.Initramfs;
using Appliance.Formats.Machines;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;
using Xunit;

namespace Appliance.Converter.Tests.Preparing.Linux;

public sealed class LinuxOnXenTests
{
    private const string Image = "/boot/initrd.img";
    private const string Kernel = $"/boot/vmlinuz-{XenModuleFiles.Release}";

    private static readonly Volume Partition = new() { Device = new MappedDevice("volume", []), Kind = FileSystemKind.Ext, Disk = 0, Partition = 1 };

    [Theory]
    [InlineData(BootLoaderKind.Grub2, "/boot/grub/grub.cfg", FileSystemKind.Ext, true, true)]
    [InlineData(BootLoaderKind.Grub2, "/boot/grub2/grub.cfg", FileSystemKind.Ext, false, true)]
    [InlineData(BootLoaderKind.Grub2, "/boot/grub/grub.cfg", FileSystemKind.Xfs, true, false)]
    [InlineData(BootLoaderKind.GrubLegacy, "/boot/grub/menu.lst", FileSystemKind.Ext, false, true)]
    [InlineData(BootLoaderKind.Extlinux, "/boot/extlinux.conf", FileSystemKind.Ext, false, true)]
    [InlineData(BootLoaderKind.Grub2, "/boot/grub/grub.cfg", FileSystemKind.Btrfs, false, false)]
    [InlineData(BootLoaderKind.BootLoaderSpecification, "/boot/grub/grub.cfg", FileSystemKind.Ext, false, false)]
    [InlineData(BootLoaderKind.SystemdBoot, "/boot/loader/entries", FileSystemKind.Fat, false, false)]
    public void Menu_ByKindAndPlace_IsFoundByWhatLooksThere(BootLoaderKind kind, string path, FileSystemKind fileSystem, bool byPvGrub, bool byPyGrub)
    {
        XenSupport support = Describe(kind, path, new() { ["/"] = Partition with { Kind = fileSystem } });
        Assert.Equal((byPvGrub, byPyGrub), (support.StartsByPvGrub, support.StartsByPyGrub));
    }

    [Fact]
    public void Menu_OnItsOwnPartition_IsLookedForWithoutTheMount()
    {
        var volumes = new Dictionary<string, Volume> { ["/"] = Partition with { Kind = FileSystemKind.Btrfs }, ["/boot"] = Partition };
        Assert.True(Describe(BootLoaderKind.Grub2, "/boot/grub/grub.cfg", volumes).StartsByPvGrub);
    }

    [Fact]
    public void Menu_OnLogicalVolume_IsReadByPvGrubAlone()
    {
        XenSupport support = Describe(BootLoaderKind.Grub2, "/boot/grub/grub.cfg", new() { ["/"] = Partition with { LogicalVolume = "vg/root" } });
        Assert.Equal((true, false), (support.StartsByPvGrub, support.StartsByPyGrub));
    }

    [Fact]
    public void Menu_InEncryptedVolume_IsReadByNeither()
    {
        Volume inside = Partition with { Within = [Partition with { Kind = FileSystemKind.Luks }] };
        XenSupport support = Describe(BootLoaderKind.Grub2, "/boot/grub/grub.cfg", new() { ["/"] = inside });
        Assert.Equal((false, false), (support.StartsByPvGrub, support.StartsByPyGrub));
    }

    [Theory]
    [InlineData(DriverState.BuiltIn, false, true)]
    [InlineData(DriverState.InInitramfs, false, true)]
    [InlineData(DriverState.OnDisk, true, true)]
    [InlineData(DriverState.OnDisk, false, false)]
    [InlineData(DriverState.Absent, false, false)]
    public void Driver_ByItsPlaceAndThePreparation_IsInReach(DriverState state, bool isPrepared, bool expected)
    {
        var guest = new PreparedGuest().With(Image, "the old image");
        LinuxKernel kernel = XenModuleFiles.AddTo(guest.Files, Image, state);
        guest.System = guest.System with { Kernels = [kernel] };
        if (isPrepared)
        {
            guest.Run(new InitramfsStep());
        }

        XenSupport support = LinuxOnXen.Describe(new GuestTree(guest.Files), guest.System, new Dictionary<string, Volume>());
        Assert.Equal(expected, support.HasBlockDriver);
        Assert.Equal(state != DriverState.Absent, support.HasNetworkDriver);
    }

    [Fact]
    public void Driver_WhereTheInitramfsWasNotRead_IsNotKnown()
    {
        var guest = new PreparedGuest().With(Image, "squashfs");
        LinuxKernel kernel = XenModuleFiles.AddTo(guest.Files, Image, DriverState.OnDisk) with { InitramfsProblem = "is no archive" };
        Assert.Null(LinuxOnXen.Describe(new GuestTree(guest.Files), guest.System with { Kernels = [kernel] }, new Dictionary<string, Volume>()).HasBlockDriver);
    }

    [Fact]
    public void System_WithoutKernels_TellsNothingOfThem()
    {
        XenSupport support = LinuxOnXen.Describe(new GuestTree(new PreparedGuest().Files), new PreparedGuest().System, new Dictionary<string, Volume>());
        Assert.Equal((null, null, null), (support.HasBlockDriver, support.CanPv, support.CanPvh));
    }

    private static XenSupport Describe(BootLoaderKind kind, string path, Dictionary<string, Volume> volumes)
    {
        PreparedGuest guest = new PreparedGuest().With(path, "the menu");
        LinuxSystem system = guest.System with
        {
            BootLoaders = [new BootLoader(kind, path)],
            BootEntries = [new BootEntry("Linux", Kernel, "quiet") { Source = path }],
        };
        return LinuxOnXen.Describe(new GuestTree(guest.Files), system, volumes);
    }
}
