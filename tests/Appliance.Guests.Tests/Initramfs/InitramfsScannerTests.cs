using Appliance.Guests.Initramfs;
using Appliance.Guests.Inspection;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Initramfs;

public sealed class InitramfsScannerTests : IDisposable
{
    private readonly CpioMaker _maker = new();

    public static TheoryData<InitramfsTool, string[]> Kinds => new()
    {
        { InitramfsTool.InitramfsTools, ["init", "conf/arch.conf", "scripts/functions", "usr/lib/systemd/systemd-udevd"] },
        { InitramfsTool.Dracut, ["init", "usr/lib/dracut/hooks/pre-udev/", "usr/lib/dracut-lib.sh"] },
        { InitramfsTool.Dracut, ["init", "dracut-004-409.el6", "pre-udev/"] },
        { InitramfsTool.Mkinitcpio, ["init", "init_functions", "config", "hooks/udev"] },
        { InitramfsTool.Mkinitfs, ["init", "sbin/nlplug-findfs"] },
        { InitramfsTool.Mkinitrd, ["init", "run_all.sh", "boot/11-block.sh"] },
        { InitramfsTool.Unknown, ["init", "bin/busybox"] },
    };

    [NeedsToolTheory("cpio")]
    [MemberData(nameof(Kinds))]
    public void Scan_ByEachTool_KnowsTheTool(InitramfsTool tool, string[] names) => Assert.Equal(tool, Scan(_maker.Archive(names)).Tool);

    [NeedsToolFact("cpio")]
    public void Scan_NashScript_IsRedHatsMkinitrd()
        => Assert.Equal(InitramfsTool.NashMkinitrd, Scan(_maker.Archive([("init", "#!/bin/nash\n\nmount -t proc /proc /proc\n")])).Tool);

    [NeedsToolFact("cpio")]
    public void Scan_Dracut_TellsHooksVersionAndSystemd()
    {
        InitramfsContents contents = Scan(_maker.Archive(
            "init", "usr/lib/dracut/dracut-057-53.git20240104.el9", "usr/lib/dracut/hooks/pre-udev/", "usr/lib/systemd/systemd", "usr/sbin/insmod"));

        Assert.Equal("dracut-057-53.git20240104.el9", contents.ToolVersion);
        Assert.Equal("usr/lib/dracut/hooks", contents.HookFolder);
        Assert.True(contents.HasSystemd);
        Assert.Equal("usr/sbin/insmod", contents.Insmod);
    }

    [NeedsToolFact("cpio")]
    public void Scan_DracutOfEl6_HasHooksAtTheRoot() => Assert.Equal("", Scan(_maker.Archive("init", "dracut-004-409.el6", "pre-udev/")).HookFolder);

    [NeedsToolFact("cpio", "xz")]
    public void Scan_EarlyArchives_AreCounted()
    {
        byte[] image = [.. _maker.Archive("early_cpio", "kernel/x86/microcode/AuthenticAMD.bin"), .. _maker.Shell("xz --check=crc32", _maker.Archive("init"))];

        InitramfsContents contents = Scan(image);

        Assert.Equal(1, contents.EarlyArchives);
        Assert.Equal(InitramfsCompression.Xz, contents.Compression);
    }

    [NeedsToolFact("cpio")]
    public void Scan_Modules_AreNamedAlikeAndThoseOfOtherReleasesLeftOut()
    {
        byte[] image = _maker.Archive(
            "init", "usr/lib/modules/5.14/kernel/drivers/block/xen-blkfront.ko.xz", "lib/modules/5.14/extra/vmw_pvscsi.ko", "lib/modules/4.18/a.ko", "lib/xenblk.ko");

        Assert.Equal(["vmw_pvscsi", "xen_blkfront", "xenblk"], Scan(image, "5.14").Modules.Order(StringComparer.Ordinal));
    }

    [NeedsToolFact("cpio")]
    public void Scan_ModulesBuiltin_IsRead()
    {
        byte[] image = _maker.Archive([("init", ""), ("lib/modules/5.14/modules.builtin", "kernel/drivers/block/xen-blkfront.ko\nkernel/fs/ext4/ext4.ko\n")]);

        Assert.Equal(["ext4", "xen_blkfront"], Scan(image, "5.14").BuiltIn.Order(StringComparer.Ordinal));
    }

    [NeedsToolFact("cpio")]
    public void Scan_EnoughFound_ReadsNoFurther()
    {
        byte[] image = [.. _maker.Archive("kernel/x86/microcode/GenuineIntel.bin"), .. _maker.Archive("conf/arch.conf", "lib/a.ko"), .. "damage that nobody sees"u8];

        InitramfsContents contents = InitramfsScanner.Scan(new MemoryStream(image), "initrd", release: null, found => found.Contains("a"));

        Assert.Contains("a", contents.Modules);
        Assert.Equal(1, contents.EarlyArchives);
    }

    [NeedsToolFact("cpio")]
    public void Scan_LinksAtTheRoot_AreNamed()
    {
        byte[] image = _maker.Shell("mkdir l && cd l && ln -s usr/lib lib && ln -s usr/bin bin && mkdir -p usr/lib && ln -s x usr/y && find . | cpio --quiet -o -H newc", []);

        Assert.Equal(["bin", "lib"], Scan(image).RootLinks.Order(StringComparer.Ordinal));
    }

    public void Dispose() => _maker.Dispose();

    private static InitramfsContents Scan(byte[] image, string? release = null) => InitramfsScanner.Scan(new MemoryStream(image), "initrd", release);
}
