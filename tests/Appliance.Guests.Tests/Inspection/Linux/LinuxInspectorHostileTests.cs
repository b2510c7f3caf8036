using System.Buffers.Binary;
using System.Text;
using Appliance.Formats;
using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux;
using Appliance.Guests.Inspection.Linux.Kernels;
using Appliance.Guests.Trees;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Inspection.Linux;

public sealed class LinuxInspectorHostileTests
{
    private static readonly string[] TextFiles =
    [
        "/etc/os-release", "/etc/fstab", "/etc/hostname", "/etc/selinux/config", "/boot/grub/grub.cfg", "/boot/grub/grubenv", "/boot/grub/menu.lst",
        "/boot/loader/loader.conf", "/boot/loader/entries/a.conf", "/boot/extlinux.conf", "/var/lib/dpkg/status", "/boot/config-6.1",
        "/lib/modules/6.1/modules.dep", "/lib/modules/6.1/modules.builtin", "/bin/sh", "/boot/vmlinuz-6.2", "/boot/EFI/Linux/a.efi", "/boot/initrd.img-6.1",
    ];

    // What the readers of these files look for, so that chance meets it.
    private static readonly string[] Words =
    [
        "menuentry", "submenu", "linux", "initrd", "{", "}", "'", "\"", "\\", "\n", " ", "=", "#", ":", "/", "/boot/vmlinuz-6.1", "title", "kernel", "default", "LABEL",
        "APPEND", "set", "default=", "saved_entry=", "\0", "\u007fELF\u0002\u0001", "MZ", "HdrS", "ID=", ".ko", "kernel/a.ko", "070701", "Package: open-vm-tools\n", "\\040", "é",
    ];

    [Fact]
    public void Inspect_RandomTexts_IsReadOrRefused()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var files = new MemoryFileSystem().With("/boot/vmlinuz-6.1", "x");
            foreach (string path in TextFiles)
            {
                files.With(path, string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => Words[random.Next(Words.Length)])));
            }

            using var tree = new GuestTree(files);
            Exception? error = Record.Exception(() => LinuxInspector.Inspect(tree));
            Assert.True(error is null or ImageException, $"seed {seed}: {error}");
        }
    }

    [Fact]
    public void Inspect_HugeTextsEverywhere_IsBounded()
    {
        byte[] line = Encoding.UTF8.GetBytes("title x\nkernel /vmlinuz-6.1 a\nmenuentry x {\nlinux /vmlinuz-6.1 a\n}\nLABEL x\nLINUX /vmlinuz-6.1\nID=x\n/dev/sda1 / ext4\n");
        byte[] huge = [.. Enumerable.Repeat(line, 60_000).SelectMany(bytes => bytes)];
        var files = new MemoryFileSystem().With("/boot/vmlinuz-6.1", "x");
        foreach (string path in TextFiles)
        {
            files.With(path, huge);
        }

        using var tree = new GuestTree(files);
        LinuxSystem system = LinuxInspector.Inspect(tree)!;

        Assert.InRange(system.BootEntries.Count, 1, 5_000);
        Assert.InRange(system.Mounts.Count, 1, 1_000);
    }

    [Fact]
    public void Inspect_LinksInACircle_AreNotThere()
    {
        using var tree = new GuestTree(
            new MemoryFileSystem().WithLink("/etc/os-release", "b").WithLink("/etc/b", "os-release").With("/usr/lib/os-release", "ID=x\n"));

        Assert.Equal("x", LinuxInspector.Inspect(tree)!.Distribution);
    }

    [Fact]
    public void Inspect_DeepModuleFolders_IsBounded()
    {
        string deep = "/lib/modules/6.1/" + string.Concat(Enumerable.Repeat("a/", 100)) + "xen-blkfront.ko";
        using var tree = new GuestTree(new MemoryFileSystem().With("/etc/os-release", "ID=x\n").With("/boot/vmlinuz-6.1", "x").With(deep, "x"));

        Assert.Equal(DriverState.Absent, LinuxInspector.Inspect(tree)!.Kernels.Single().Drivers[XenDriver.Blkfront]);
    }

    [Fact]
    public void UnifiedKernelImage_AnyByteChanged_IsReadOrNot()
    {
        byte[] image = Program();
        Assert.NotNull(UnifiedKernelImage.Open(new MemoryStream(image))!.OpenInitramfs());
        for (int i = 0; i < image.Length; i++)
        {
            var changed = (byte[])image.Clone();
            changed[i] ^= 0xFF;
            using Stream? initramfs = UnifiedKernelImage.Open(new MemoryStream(changed))?.OpenInitramfs();
            initramfs?.CopyTo(Stream.Null);
        }
    }

    /// <summary>A PE file with no more than two sections: kernel and initramfs.</summary>
    private static byte[] Program()
    {
        const int Header = 0x40;
        var image = new byte[0x200];
        "MZ"u8.CopyTo(image);
        image[0x3C] = Header;
        "PE\0\0"u8.CopyTo(image.AsSpan(Header));
        image[Header + 6] = 2;
        foreach ((string name, int i) in new[] { (".linux", 0), (".initrd", 1) })
        {
            Span<byte> section = image.AsSpan(Header + 24 + (i * 40));
            Encoding.ASCII.GetBytes(name, section);
            section[8] = section[16] = 0x10;
            BinaryPrimitives.WriteInt32LittleEndian(section[20..], 0x100 + (i * 0x10));
        }

        return image;
    }
}
