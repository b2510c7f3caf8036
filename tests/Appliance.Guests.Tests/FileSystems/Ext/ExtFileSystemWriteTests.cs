using System.Text;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ext;

public sealed class ExtFileSystemWriteTests
{
    public static TheoryData<string> Features =>
    [
        "-t ext4", "-t ext3", "-t ext2", "-t ext2 -b 1024", "-t ext4 -b 1024", "-t ext4 -b 4096 -I 128", "-t ext4 -O inline_data",
        "-t ext4 -O bigalloc", "-t ext4 -O ^64bit", "-t ext4 -O ^metadata_csum,uninit_bg", "-t ext4 -O metadata_csum_seed",
        "-t ext4 -O sparse_super2", "-t ext4 -O ^flex_bg", "-t ext4 -O meta_bg,^resize_inode", "-t ext4 -O casefold", "-t ext4 -O encrypt",
        "-t ext4 -O large_dir", "-t ext4 -O mmp", "-t ext4 -O project -I 256", "-t ext4 -O orphan_file", "-t ext4 -O fast_commit", "-t ext4 -O verity",
        "-t ext4 -N 1024", "-t ext4 -O ^dir_index", "-t ext4 -O ^has_journal",
    ];

    [NeedsToolTheory("mke2fs", "e2fsck", "debugfs")]
    [MemberData(nameof(Features))]
    public void Changes_FileSystemsOfManyKinds_E2fsckAndDebugfsAgree(string options)
    {
        byte[] grown = TestDisk.RandomBytes(6_000_007);
        byte[] shrunk = TestDisk.RandomBytes(11);
        string target = "/" + new string('t', 300);
        using ExtImage image = ExtImage.Make("96M", options, Fill);

        image.Change(fileSystem =>
        {
            fileSystem.Write("/etc/small", new MemoryStream(grown), FileRights.File);
            fileSystem.Write("/etc/large", new MemoryStream(shrunk), FileRights.File);
            fileSystem.Write("/etc/new", new MemoryStream(shrunk), FileRights.Private);
            fileSystem.CreateFolder("/etc/folder", FileRights.Program);
            fileSystem.Write("/etc/folder/below", new MemoryStream(grown), new FileRights(0x1ED, 70000, 80000));
            fileSystem.CreateLink("/etc/folder/short", "../small");
            fileSystem.CreateLink("/etc/folder/long", target);
            fileSystem.SetAttribute("/etc/new", "security.selinux", "system_u:object_r:etc_t:s0\0"u8);
            fileSystem.SetAttribute("/etc/folder/below", "user.large", new byte[700]);
            fileSystem.Delete("/etc/gone");
            fileSystem.Delete("/etc/gonefolder");
        });

        image.AssertClean();
        Assert.Equal(grown, image.Dump("/etc/small"));
        Assert.Equal(shrunk, image.Dump("/etc/large"));
        Assert.Equal(shrunk, image.Dump("/etc/new"));
        Assert.Equal(grown, image.Dump("/etc/folder/below"));
        Assert.Contains("Mode:  0755", image.Debug("stat /etc/folder/below"));
        Assert.Contains("User: 70000   Group: 80000", image.Debug("stat /etc/folder/below"));
        Assert.Contains("Mode:  0600", image.Debug("stat /etc/new"));
        Assert.Contains("system_u:object_r:etc_t:s0", image.Debug("ea_get /etc/new security.selinux"));
        Assert.Equal(target, image.Read(fileSystem => fileSystem.Find("/etc/folder/long")!.Target));
        Assert.Equal("../small", image.Read(fileSystem => fileSystem.Find("/etc/folder/short")!.Target));
        Assert.DoesNotContain("gone", image.Debug("ls /etc"));
    }

    [NeedsToolTheory("mke2fs", "e2fsck")]
    [InlineData("-t ext4")]
    [InlineData("-t ext4 -O inline_data")]
    [InlineData("-t ext3 -b 1024")]
    [InlineData("-t ext4 -O ^dir_index -b 1024")]
    public void Write_300NewFilesInAFolder_AllAreThere(string options)
    {
        using ExtImage image = ExtImage.Make("64M", options, Fill);

        image.Change(fileSystem =>
        {
            fileSystem.CreateFolder("/drivers", FileRights.Program);
            for (int i = 0; i < 300; i++)
            {
                fileSystem.Write($"/drivers/file-with-quite-a-long-name-{i}.conf", new MemoryStream(Encoding.ASCII.GetBytes($"xen {i}\n")), FileRights.File);
            }
        });

        image.AssertClean();
        Assert.Equal("xen 299\n"u8, image.Dump("/drivers/file-with-quite-a-long-name-299.conf"));
        Assert.Equal(300, image.Read(fileSystem => fileSystem.List("/drivers").Count));
    }

    [NeedsToolTheory("mke2fs", "e2fsck")]
    [InlineData("-t ext4 -b 1024")]
    [InlineData("-t ext4 -b 4096")]
    [InlineData("-t ext4 -b 1024 -O ^metadata_csum")]
    public void Write_FolderWithAnIndexOfHashes_IndexStaysRight(string options)
    {
        using ExtImage image = ExtImage.Make("64M", options, root =>
        {
            string folder = Directory.CreateDirectory(Path.Combine(root, "many")).FullName;
            for (int i = 0; i < 1500; i++)
            {
                File.WriteAllText(Path.Combine(folder, $"a-name-of-some-length-{i}"), "");
            }
        });
        Tool.TryRun("e2fsck", "-fyD", image.Path);
        Assert.Contains("Flags: 0x81000", image.Debug("stat /many"));

        image.Change(fileSystem =>
        {
            for (int i = 0; i < 1000; i++)
            {
                fileSystem.Write($"/many/another-name-of-some-length-{i}", new MemoryStream("x"u8.ToArray()), FileRights.File);
            }

            for (int i = 0; i < 1500; i += 3)
            {
                fileSystem.Delete($"/many/a-name-of-some-length-{i}");
            }
        });

        image.AssertClean();
        Assert.Equal(2000, image.Read(fileSystem => fileSystem.List("/many").Count));
        Assert.Contains("Flags: 0x81000", image.Debug("stat /many"));
    }

    [NeedsToolFact("mke2fs", "e2fsck", "debugfs")]
    public void Write_FileThatIsThere_KeepsInodeModeOwnerAttributesAndNames()
    {
        using ExtImage image = ExtImage.Make(fill: Fill);
        Tool.Run("debugfs", "-w", "-R", "sif /etc/small mode 0100640", image.Path);
        Tool.Run("debugfs", "-w", "-R", "sif /etc/small uid 42", image.Path);
        Tool.Run("debugfs", "-w", "-R", "ea_set /etc/small security.selinux label", image.Path);
        Tool.Run("debugfs", "-w", "-R", "ln /etc/small /etc/other", image.Path);
        Tool.Run("debugfs", "-w", "-R", "sif /etc/small links_count 2", image.Path);
        string inode = image.Debug("stat /etc/small").Split('\n')[0];

        image.Change(fileSystem => fileSystem.Write("/etc/small", new MemoryStream("changed"u8.ToArray()), FileRights.Program));

        image.AssertClean();
        string stat = image.Debug("stat /etc/small");
        Assert.StartsWith(inode.Split("  ")[0], stat);
        Assert.Contains("Mode:  0640", stat);
        Assert.Contains("User:    42", stat);
        Assert.Contains("Links: 2", stat);
        Assert.Contains("label", image.Debug("ea_get /etc/small security.selinux"));
        Assert.Equal("changed"u8, image.Dump("/etc/other"));
    }

    [NeedsToolFact("mke2fs", "e2fsck")]
    public void Delete_OneOfTwoNames_TheOtherKeepsTheContent()
    {
        using ExtImage image = ExtImage.Make(fill: Fill);
        byte[] content = image.Dump("/etc/large");
        Tool.Run("debugfs", "-w", "-R", "ln /etc/large /etc/other", image.Path);
        Tool.Run("debugfs", "-w", "-R", "sif /etc/large links_count 2", image.Path);

        image.Change(fileSystem => fileSystem.Delete("/etc/large"));

        image.AssertClean();
        Assert.Equal(content, image.Dump("/etc/other"));
    }

    [NeedsToolFact("mke2fs", "e2fsck")]
    public void Delete_LargeFile_ItsBlocksAreFree()
    {
        using ExtImage image = ExtImage.Make(fill: root => File.WriteAllBytes(Path.Combine(root, "large"), TestDisk.RandomBytes(20 << 20)));

        image.Change(fileSystem =>
        {
            long before = fileSystem.FreeBytes;
            fileSystem.Delete("/large");
            Assert.Equal(before + (20 << 20), fileSystem.FreeBytes);
        });

        image.AssertClean();
    }

    [NeedsToolFact("mke2fs", "e2fsck")]
    public void Write_35Megabytes_InOnePieceAndFewWrites()
    {
        byte[] content = TestDisk.RandomBytes(35_000_001);
        using ExtImage image = ExtImage.Make("128M");
        using var device = new FileDevice(image.Path);
        using (ExtFileSystem fileSystem = ExtFileSystem.Open(device, writable: true))
        {
            fileSystem.Write("/initrd.img", new MemoryStream(content), FileRights.Private);
            fileSystem.Flush();
        }

        image.AssertClean();
        Assert.Equal(content, image.Dump("/initrd.img"));
        Assert.InRange(device.Writes, 34, 200);
    }

    [NeedsToolFact("mke2fs", "e2fsck")]
    public void Write_MoreThanFits_IsRefusedBeforeAnythingChanges()
    {
        using ExtImage image = ExtImage.Make("8M", "-t ext4 -O ^has_journal", Fill);

        image.Change(fileSystem =>
        {
            var refusal = Assert.Throws<UnsupportedImageException>(
                () => fileSystem.Write("/etc/small", new MemoryStream(new byte[9 << 20]), FileRights.File));
            Assert.Matches("has [0-9]+ MB free, 10 MB are needed; free space in the guest", refusal.Message);
        });

        image.AssertClean();
        Assert.Equal("small"u8, image.Dump("/etc/small"));
    }

    [NeedsToolFact("mke2fs", "e2fsck")]
    public void Write_Times_AreThoseOfTheClockEvenAfter2038()
    {
        using ExtImage image = ExtImage.Make(fill: Fill);

        image.Change(fileSystem =>
        {
            fileSystem.Time = new FixedTime(new DateTimeOffset(2040, 1, 2, 3, 4, 5, TimeSpan.Zero));
            fileSystem.Write("/etc/small", new MemoryStream([1]), FileRights.File);
        });

        Assert.Matches("mtime: 0x[0-9a-f]{8}:00000001 -- Mon Jan  2 03:04:05 2040", image.Debug("stat /etc/small"));
    }

    [NeedsToolFact("mke2fs")]
    public void Changes_WithoutFlush_LeaveTheFileSystemAsItWas()
    {
        using ExtImage image = ExtImage.Make(fill: Fill);
        using (var device = new FileDevice(image.Path))
        {
            using ExtFileSystem fileSystem = ExtFileSystem.Open(device, writable: true);
            fileSystem.Write("/new", new MemoryStream([1]), FileRights.File);
        }

        Assert.Null(image.Read(fileSystem => fileSystem.Find("/new")));
    }

    [NeedsToolFact("mke2fs")]
    public void Changes_ThatTheRulesForbid_AreRefused()
    {
        using ExtImage image = ExtImage.Make(fill: Fill);

        image.Change(fileSystem =>
        {
            Assert.Throws<IOException>(() => fileSystem.Write("/etc", new MemoryStream(), FileRights.File));
            Assert.Throws<DirectoryNotFoundException>(() => fileSystem.Write("/none/file", new MemoryStream(), FileRights.File));
            Assert.Throws<IOException>(() => fileSystem.CreateFolder("/etc", FileRights.Program));
            Assert.Throws<IOException>(() => fileSystem.CreateFolder("/etc/" + new string('n', 256), FileRights.Program));
            Assert.Throws<IOException>(() => fileSystem.CreateFolder("/etc/a\0b", FileRights.Program));
            Assert.Throws<IOException>(() => fileSystem.CreateLink("/etc/small", "target"));
            Assert.Throws<IOException>(() => fileSystem.CreateLink("/etc/link", new string('t', 4096)));
            Assert.Throws<IOException>(() => fileSystem.Delete("/etc"));
            Assert.Throws<IOException>(() => fileSystem.Delete("/"));
            Assert.Throws<FileNotFoundException>(() => fileSystem.Delete("/none"));
            Assert.Throws<FileNotFoundException>(() => fileSystem.SetAttribute("/none", "user.x", []));
        });

        image.AssertClean();
    }

    [NeedsToolFact("mke2fs")]
    public void Write_OpenForReading_IsRefused()
    {
        using ExtImage image = ExtImage.Make(fill: Fill);

        image.Read(fileSystem => Assert.Throws<InvalidOperationException>(
            () => fileSystem.Write("/new", new MemoryStream(), FileRights.File)));
    }

    [NeedsToolFact("mke2fs")]
    public void Flush_DeviceFails_ItsExceptionComesThrough()
    {
        using ExtImage image = ExtImage.Make(fill: Fill);
        using var device = new FileDevice(image.Path);
        using ExtFileSystem fileSystem = ExtFileSystem.Open(device, writable: true);
        fileSystem.CreateFolder("/new", FileRights.Program);
        device.Failure = new IOException("no room for the overlay");

        Assert.Same(device.Failure, Assert.Throws<IOException>(fileSystem.Flush));
    }

    [NeedsToolTheory("mke2fs", "debugfs")]
    [InlineData("quota", "quota")]
    [InlineData("ea_inode", "ea_inode")]
    public void Open_FeatureThatIsNotWritten_IsNamed(string feature, string named)
    {
        using ExtImage image = ExtImage.Make(options: $"-t ext4 -O {feature}");
        using var device = new FileDevice(image.Path);

        var refusal = Assert.Throws<UnsupportedImageException>(() => ExtFileSystem.Open(device, writable: true));

        Assert.Contains($"feature {named}", refusal.Message);
    }

    [NeedsToolFact("mke2fs", "debugfs")]
    public void Write_ImmutableFile_IsRefused()
    {
        using ExtImage image = ExtImage.Make(fill: Fill);
        Tool.Run("debugfs", "-w", "-R", "sif /etc/small flags 0x80010", image.Path);

        image.Change(fileSystem => Assert.Throws<UnsupportedImageException>(
            () => fileSystem.Write("/etc/small", new MemoryStream(), FileRights.File)));
    }

    private static void Fill(string root)
    {
        string etc = Directory.CreateDirectory(Path.Combine(root, "etc")).FullName;
        Directory.CreateDirectory(Path.Combine(etc, "gonefolder"));
        File.WriteAllText(Path.Combine(etc, "small"), "small");
        File.WriteAllText(Path.Combine(etc, "gone"), "gone");
        File.WriteAllBytes(Path.Combine(etc, "large"), TestDisk.RandomBytes(3_000_000));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
