using System.Text;
using Appliance.Converter.Preparing;
using Appliance.Converter.Preparing.Linux.Initramfs;
using Appliance.Converter.Preparing.Linux.Storage;
using Appliance.Formats;
using Appliance.Guests.Initramfs;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Preparing.Linux;

public sealed class InitramfsStepTests
{
    private const string Image = "/boot/initrd.img";

    [Theory]
    [InlineData(InitramfsTool.InitramfsTools, null, "appliance-xen/xen_blkfront.ko appliance-xen/xen_netfront.ko conf conf/conf.d conf/conf.d/appliance-xen")]
    [InlineData(InitramfsTool.Dracut, "usr/lib/dracut/hooks", "appliance-xen/xen_blkfront.ko appliance-xen/xen_netfront.ko usr usr/lib usr/lib/dracut usr/lib/dracut/hooks usr/lib/dracut/hooks/pre-udev usr/lib/dracut/hooks/pre-udev/00-appliance-xen.sh")]
    [InlineData(InitramfsTool.Dracut, "", "appliance-xen/xen_blkfront.ko appliance-xen/xen_netfront.ko pre-udev pre-udev/00-appliance-xen.sh")]
    [InlineData(InitramfsTool.Mkinitcpio, null, "appliance-xen/xen_blkfront.ko appliance-xen/xen_netfront.ko etc etc/udev etc/udev/rules.d etc/udev/rules.d/00-appliance-xen.rules")]
    [InlineData(InitramfsTool.Mkinitfs, null, "appliance-xen/xen_blkfront.ko appliance-xen/xen_netfront.ko etc etc/modprobe.d etc/modprobe.d/appliance-xen.conf")]
    public void Image_WithoutDrivers_GetsThemAndTheHookOfItsKind(InitramfsTool tool, string? hooks, string expected)
    {
        PreparedGuest guest = Guest(tool, hooks).Run(new InitramfsStep());
        Assert.Equal("appliance-xen " + expected, string.Join(' ', Names(Bytes(guest, Image))));
        Assert.EndsWith("the old image", Encoding.Latin1.GetString(Bytes(guest, Image)), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_OfUnknownDracut_GetsHooksForAll()
        => Assert.Equal(
            ["pre-udev/00-appliance-xen.sh", "usr/lib/dracut/hooks/pre-udev/00-appliance-xen.sh", "var/lib/dracut/hooks/pre-udev/00-appliance-xen.sh"],
            Names(Bytes(Guest(InitramfsTool.Dracut, null).Run(new InitramfsStep()), Image)).Where(name => name.EndsWith(".sh", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Image_WithLinkInPlaceOfAFolder_GetsNoSuchFolder()
    {
        PreparedGuest guest = Guest(InitramfsTool.Dracut, null, "usr");
        Assert.DoesNotContain("usr", Names(Bytes(guest.Run(new InitramfsStep()), Image)));
    }

    [Fact]
    public void Image_Twice_IsPrependedOnce()
    {
        PreparedGuest guest = Guest(InitramfsTool.InitramfsTools, null).Run(new InitramfsStep());
        byte[] once = Bytes(guest, Image);
        Assert.Empty(guest.Run(new InitramfsStep()).Changes);
        Assert.Equal(once, Bytes(guest, Image));
    }

    [Theory]
    [InlineData(DriverState.BuiltIn)]
    [InlineData(DriverState.InInitramfs)]
    public void Image_WithDrivers_Stays(DriverState state)
        => Assert.Empty(Guest(InitramfsTool.InitramfsTools, null, state: state).Run(new InitramfsStep()).Changes);

    [Fact]
    public void Kernels_WithoutAnyDriver_AreRefused()
    {
        PreparedGuest guest = Guest(InitramfsTool.InitramfsTools, null, state: DriverState.Absent);
        Assert.Contains("install the distribution's standard kernel", Assert.Throws<UnsupportedImageException>(() => guest.Run(new InitramfsStep())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_LargerThanAny_StaysAndIsTold()
    {
        PreparedGuest guest = Guest(InitramfsTool.InitramfsTools, null);
        using var tree = new GuestTree(new SparseFileSystem(guest.Files, Image));
        var context = new PreparationContext(guest.Machine, tree, PreparedGuest.Volumes);
        new InitramfsStep().Run(context, guest.System);
        Assert.Empty(tree.Changes);
        Assert.Contains("more than any initramfs", Assert.Single(context.Texts(NoteKind.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public void OldKernel_WithoutItsModule_IsToldAndTheDefaultIsDone()
    {
        PreparedGuest guest = Guest(InitramfsTool.InitramfsTools, null).With("/lib/modules/5.10/modules.dep", "kernel/xen-blkfront.ko: kernel/gone.ko\n")
            .With("/lib/modules/5.10/kernel/xen-blkfront.ko", "").With("/boot/initrd.old", "the old image");
        LinuxKernel first = guest.System.Kernels[0];
        guest.System = guest.System with { Kernels = [first with { Release = "5.10", Modules = "/lib/modules/5.10", Initramfs = "/boot/initrd.old" }, first with { IsDefault = true }] };
        guest.Run(new InitramfsStep());
        Assert.Equal(Image, Assert.Single(guest.Changes).Path);
        Assert.Contains("the module gone is not there", Assert.Single(guest.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\0\0\0\0\0\0an ext2", 0, "nothing can be put in front of")]
    [InlineData("\u0002!L\u0018 damaged", 1, "was not read")]
    public void Image_NotRead_IsChangedOnlyWhereItIsAnArchive(string image, int changes, string warning)
    {
        PreparedGuest guest = Guest(InitramfsTool.InitramfsTools, null).With(Image, image);
        guest.System = guest.System with { Kernels = [guest.System.Kernels[0] with { InitramfsContents = null, InitramfsProblem = "is damaged" }] };
        guest.Run(new InitramfsStep());
        Assert.Equal(changes, guest.Changes.Count);
        Assert.Contains(warning, Assert.Single(guest.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_MoreThanAnyDriverNeeds_AreRefused()
    {
        PreparedGuest guest = Guest(InitramfsTool.InitramfsTools, null);
        var list = new StringBuilder("kernel/drivers/block/xen-blkfront.ko:");
        list.AppendJoin("", Enumerable.Range(0, 100).Select(i => $" kernel/m{i}.ko")).Append('\n');
        for (int i = 0; i < 100; i++)
        {
            list.Append(System.Globalization.CultureInfo.InvariantCulture, $"kernel/m{i}.ko:\n");
            guest.With($"/usr/lib/modules/{XenModuleFiles.Release}/kernel/m{i}.ko", "");
        }

        guest.With($"/usr/lib/modules/{XenModuleFiles.Release}/modules.dep", list.ToString());
        Assert.Contains("need 101 modules", Assert.Throws<UnsupportedImageException>(() => guest.Run(new InitramfsStep())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PlatformDevice_ThatIsAModule_IsLoadedFirst()
    {
        PreparedGuest guest = Guest(InitramfsTool.Mkinitrd, null);
        XenModuleFiles.AddPlatformTo(guest.Files);
        string image = Encoding.Latin1.GetString(Bytes(guest.Run(new InitramfsStep()), Image));
        Assert.Contains("SUBSYSTEM==\"pci\", ENV{MODALIAS}==\"pci:v00005853d00000001*\", RUN+=\"/usr/sbin/insmod /appliance-xen/xen_platform_pci.ko\"\nACTION", image, StringComparison.Ordinal);
    }

    [Fact]
    public void UnifiedImage_WithoutDrivers_IsTold()
    {
        PreparedGuest guest = Guest(InitramfsTool.Mkinitcpio, null);
        guest.System = guest.System with { Kernels = [guest.System.Kernels[0] with { IsUnified = true }] };
        guest.Run(new InitramfsStep());
        Assert.Empty(guest.Changes);
        Assert.Contains("one signed program", Assert.Single(guest.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_OfNash_IsTold()
    {
        PreparedGuest guest = Guest(InitramfsTool.NashMkinitrd, null).Run(new InitramfsStep());
        Assert.Empty(guest.Changes);
        Assert.Contains("takes no hook", Assert.Single(guest.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_WithoutInsmod_GetsTheGuests()
    {
        PreparedGuest guest = Guest(InitramfsTool.Dracut, "", insmod: null).With("/sbin/insmod", "ELF").Run(new InitramfsStep());
        Assert.Contains("appliance-xen/insmod", Names(Bytes(guest, Image)));
        Assert.Contains("if /appliance-xen/insmod /appliance-xen/xen_blkfront.ko", Encoding.Latin1.GetString(Bytes(guest, Image)), StringComparison.Ordinal);
    }

    [Fact]
    public void Lvm_ChangedConfiguration_GoesAlong()
    {
        PreparedGuest guest = Guest(InitramfsTool.Dracut, "usr/lib/dracut/hooks", state: DriverState.InInitramfs)
            .With("/etc/lvm/lvm.conf", "\tfilter = [ \"a|/dev/sda|\", \"r|.*|\" ]\n").With("/etc/lvm/devices/system.devices", "x")
            .Run(new DeviceCachesStep(), new LvmFilterStep(), new InitramfsStep());
        string image = Encoding.Latin1.GetString(Bytes(guest, Image));
        Assert.Contains("rm -f /etc/lvm/devices/system.devices\n", image, StringComparison.Ordinal);
        Assert.Contains("cp /appliance-xen/lvm.conf /etc/lvm/lvm.conf", image, StringComparison.Ordinal);
        Assert.Contains("appliance-xen/lvm.conf", Names(Bytes(guest, Image)));
    }

    [Fact]
    public void Image_WithoutRoom_IsRefusedAndSaysWhatIsMissing()
    {
        PreparedGuest guest = Guest(InitramfsTool.InitramfsTools, null);
        using var tree = new GuestTree(new FullFileSystem(guest.Files));
        var context = new PreparationContext(guest.Machine, tree, PreparedGuest.Volumes);
        Assert.Contains("bytes are missing", Assert.Throws<UnsupportedImageException>(() => new InitramfsStep().Run(context, guest.System)).Message, StringComparison.Ordinal);
        Assert.Empty(tree.Changes);
    }

    [NeedsToolFact("cpio", "lsinitramfs", "sh")]
    public void Image_Prepended_IsReadByCpioAndLsinitramfs()
    {
        byte[] image = Bytes(Guest(InitramfsTool.InitramfsTools, null).Run(new InitramfsStep()), Image);
        using var folder = new TemporaryFolder();
        string path = folder.Write("initrd.img", image[..^"the old image".Length]);
        string list = Tool.Run("sh", "-c", $"cpio -t --quiet < {path}");
        Assert.Contains("conf/conf.d\nconf/conf.d/appliance-xen\n", list, StringComparison.Ordinal);
        Tool.Run("sh", "-c", $"cd {folder.Path}; cpio -i --quiet < {path}; sh -n conf/conf.d/appliance-xen; test -x conf/conf.d/appliance-xen");
    }

    [NeedsToolFact("lsinitramfs", "gzip", "cpio", "sh")]
    public void Image_PrependedToACompressedOne_ListsBothByLsinitramfs()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("sh", "-c", $"cd {folder.Path}; mkdir -p m/conf/conf.d; touch m/init m/conf/initramfs.conf; (cd m; find . | cpio -o -H newc --quiet | gzip) > old");
        PreparedGuest guest = Guest(InitramfsTool.InitramfsTools, null);
        guest.Files.With(Image, File.ReadAllBytes(folder["old"]));
        string path = folder.Write("initrd.img", Bytes(guest.Run(new InitramfsStep()), Image));
        string[] list = Tool.Run("lsinitramfs", path).Split('\n');
        Assert.Contains("appliance-xen/xen_blkfront.ko", list);
        Assert.Contains("conf/conf.d/appliance-xen", list);
        Assert.Contains("init", list);
    }

    [Theory]
    [InlineData(InitramfsTool.InitramfsTools, "/etc/initramfs-tools/modules", "# List\next4", "# List\next4\nxen-blkfront\nxen-netfront")]
    [InlineData(InitramfsTool.InitramfsTools, "/etc/initramfs-tools/modules", "xen_blkfront\n", "xen_blkfront\nxen-netfront\n")]
    [InlineData(InitramfsTool.Dracut, "/etc/dracut.conf", "hostonly=yes\n", "hostonly=yes\nadd_drivers+=\" xen-blkfront xen-netfront \"\n")]
    [InlineData(InitramfsTool.Mkinitcpio, "/etc/mkinitcpio.conf", "MODULES=(ext4 vmw_pvscsi)\n", "MODULES=(xen-blkfront xen-netfront ext4 vmw_pvscsi)\n")]
    [InlineData(InitramfsTool.Mkinitcpio, "/etc/mkinitcpio.conf", "MODULES=\"\"\n", "MODULES=\"xen-blkfront xen-netfront\"\n")]
    [InlineData(InitramfsTool.Mkinitrd, "/etc/sysconfig/kernel", "INITRD_MODULES=\"mptspi ata_piix\"\n", "INITRD_MODULES=\"xen-blkfront xen-netfront mptspi ata_piix\"\n")]
    [InlineData(InitramfsTool.Mkinitfs, "/etc/mkinitfs/mkinitfs.conf", "features=\"ata base\"\n", "features=\"appliance-xen ata base\"\n")]
    public void Configuration_OfTheTool_TakesDriversAlong(InitramfsTool tool, string path, string before, string after)
        => Assert.Equal(after, Guest(tool, null).With(path, before).Run(new InitramfsConfigurationStep()).Text(path));

    [Fact]
    public void Configuration_OfDracut_IsAFileOfItsOwn()
        => Assert.Equal(
            "add_drivers+=\" xen-blkfront xen-netfront \"\n",
            Guest(InitramfsTool.Dracut, null).With("/etc/dracut.conf.d/a", "").Run(new InitramfsConfigurationStep()).Text("/etc/dracut.conf.d/appliance-xen.conf"));

    private static PreparedGuest Guest(InitramfsTool tool, string? hooks, string? link = null, string? insmod = "usr/sbin/insmod", DriverState state = DriverState.OnDisk)
    {
        PreparedGuest guest = new PreparedGuest().With(Image, "the old image");
        guest.System = guest.System with { InitramfsTool = tool, Kernels = [XenModuleFiles.AddTo(guest.Files, Image, state) with
        {
            InitramfsContents = new InitramfsContents { Tool = tool, HookFolder = hooks, Insmod = insmod, RootLinks = link is null ? new HashSet<string>() : new HashSet<string> { link } },
        }] };
        return guest;
    }

    private static byte[] Bytes(PreparedGuest guest, string path)
    {
        var copy = new MemoryStream();
        guest.Files.OpenRead(path).CopyTo(copy);
        return copy.ToArray();
    }

    private static List<string> Names(byte[] image)
    {
        var names = new List<string>();
        using var reader = new InitramfsReader(new MemoryStream(image[..^"the old image".Length]), "image");
        while (reader.Next() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }
}
