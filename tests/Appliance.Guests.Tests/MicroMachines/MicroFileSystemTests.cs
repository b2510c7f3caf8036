using System.Text;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.MicroMachines;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.MicroMachines;

/// <summary>XFS and btrfs through the micro virtual machine; the file systems' own checkers have to agree with what it wrote.</summary>
[Trait("Category", "Slow")]
[Collection("micro machine")]
public sealed class MicroFileSystemTests(MicroMachineFixture machine) : IClassFixture<MicroMachineFixture>, IDisposable
{
    private static readonly byte[] Big = TestDisk.RandomBytes((5 << 20) + 13);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsToolTheory("qemu-system-x86_64", "mkfs.xfs", "mkfs.btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_OfAnImage_AreReadAsTheyAre(bool xfs)
    {
        using FileSystem fileSystem = machine.Open(Make(xfs), writable: false);

        Assert.Equal(GuestImage.Release, Text(fileSystem, "/etc/os-release"));
        FileNode link = fileSystem.Find("/lib")!;
        Assert.Equal(new FileNode("lib", FileType.Link, 0, link.Rights with { Mode = 0x1FF }, "usr/lib"), link);
        Assert.Equal(Big.Length, fileSystem.Find("/boot/big")!.Length);
        Assert.Equal(["big"], fileSystem.List("/boot").Select(node => node.Name));
        Assert.Equal("", fileSystem.Find("/")!.Name);
        Assert.Null(fileSystem.Find("/none"));
        Assert.Null(fileSystem.Find("/etc/os-release/below"));
        DiskAssert.Same(Big, ReadAll(fileSystem, "/boot/big"));
    }

    [NeedsToolTheory("qemu-system-x86_64", "mkfs.xfs", "mkfs.btrfs", "xfs_repair", "btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Changes_AfterFlush_AreWholeAndClean(bool xfs)
    {
        byte[] label = Encoding.ASCII.GetBytes("system_u:object_r:etc_t:s0\0");
        byte[] big = TestDisk.RandomBytes(7 << 20, seed: 2);
        string image = Make(xfs);
        FileRights rights;
        using (FileSystem fileSystem = machine.Open(image))
        {
            rights = fileSystem.Find("/etc/os-release")!.Rights;
            fileSystem.SetAttribute("/etc/os-release", "security.selinux", label);
            fileSystem.Write("/etc/os-release", Stream("changed"), FileRights.Private);
            fileSystem.Write("/boot/big", new MemoryStream(big), FileRights.File);
            fileSystem.CreateFolder("/new", new FileRights(0x1F8, 7, 8));
            fileSystem.Write("/new/file", Stream("content"), new FileRights(0x1A0, 5, 6));
            fileSystem.CreateLink("/new/link", "/etc/shadow");
            fileSystem.Delete("/lib");
            fileSystem.Flush();
        }

        Check(xfs, image);
        using FileSystem again = machine.Open(image, writable: false);
        Assert.Equal("changed", Text(again, "/etc/os-release"));
        Assert.Equal(rights, again.Find("/etc/os-release")!.Rights);
        Assert.Equal(label, again.GetAttribute("/etc/os-release", "security.selinux"));
        Assert.Null(again.GetAttribute("/boot/big", "security.selinux"));
        DiskAssert.Same(big, ReadAll(again, "/boot/big"));
        Assert.Equal(new FileNode("new", FileType.Folder, 0, new FileRights(0x1F8, 7, 8)), again.Find("/new"));
        Assert.Equal(new FileNode("file", FileType.File, 7, new FileRights(0x1A0, 5, 6)), again.Find("/new/file"));
        Assert.Equal("/etc/shadow", again.Find("/new/link")!.Target);
        Assert.Null(again.Find("/lib"));
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Names_ThatAreHostile_AreNamesLikeAnyOther()
    {
        string[] names = ["-rf", "a b", "'; poweroff -f #", "$(reboot)", "`id`", "new\nline", "quote\"", "back\\slash", "*", "~", "|ls", ">out", "1", "0 but true", "é中文", " "];
        using FileSystem fileSystem = machine.Open(Make(xfs: true));
        fileSystem.CreateFolder("/$x '", FileRights.Program);
        foreach (string name in names)
        {
            fileSystem.Write($"/$x '/{name}", Stream(name), FileRights.File);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), fileSystem.List("/$x '").Select(node => node.Name).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Equal(name, Text(fileSystem, $"/$x '/{name}")));
        Assert.All(names, name => fileSystem.Delete($"/$x '/{name}"));
        Assert.Empty(fileSystem.List("/$x '"));
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Links_AreNeverFollowed()
    {
        using FileSystem fileSystem = machine.Open(Make(xfs: true));

        Assert.Null(fileSystem.Find("/trap/vda"));
        Assert.Throws<DirectoryNotFoundException>(() => fileSystem.List("/trap"));
        Assert.Throws<FileNotFoundException>(() => fileSystem.OpenRead("/trap"));
        Assert.ThrowsAny<IOException>(() => fileSystem.Write("/trap/vda1", Stream("x"), FileRights.File));
        Assert.ThrowsAny<IOException>(() => fileSystem.Write("/trap", Stream("x"), FileRights.File));
        Assert.ThrowsAny<IOException>(() => fileSystem.Write("/null", Stream("x"), FileRights.File));
        fileSystem.Delete("/trap");
        Assert.Null(fileSystem.Find("/trap"));
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Requests_ThatCannotBeDone_SayWhy()
    {
        using FileSystem fileSystem = machine.Open(Make(xfs: true));

        Assert.Contains("/boot is not empty", Assert.Throws<IOException>(() => fileSystem.Delete("/boot")).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => fileSystem.Delete("/none"));
        Assert.ThrowsAny<IOException>(() => fileSystem.CreateFolder("/etc", FileRights.Program));
        Assert.ThrowsAny<IOException>(() => fileSystem.Write("/none/file", Stream("x"), FileRights.File));
        Assert.Contains("full", Assert.Throws<IOException>(() => fileSystem.Write("/huge", new MemoryStream(new byte[400 << 20]), FileRights.File)).Message, StringComparison.Ordinal);
    }

    [NeedsToolTheory("qemu-system-x86_64", "mkfs.xfs", "mkfs.btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Names_ThatAreTooLong_AreNotThere(bool xfs)
    {
        string path = "/etc/" + new string('x', 300);
        using FileSystem fileSystem = machine.Open(Make(xfs), writable: false);
        fileSystem.Prefetch([path, path + "/below"]);

        Assert.Null(fileSystem.Find("/boot/" + new string('x', 300)));
        Assert.Null(fileSystem.Find(path + "/below"));
        Assert.Throws<DirectoryNotFoundException>(() => fileSystem.List(path));
        Assert.ThrowsAny<IOException>(() => fileSystem.GetAttribute(path, "security.selinux"));
    }

    [NeedsToolTheory("qemu-system-x86_64", "mkfs.xfs", "mkfs.btrfs", "xfs_repair", "btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Volume_ThatWasLookedInto_CanBeChanged(bool xfs)
    {
        string image = Make(xfs);
        machine.Open(image, writable: false).Dispose();
        using (FileSystem fileSystem = machine.Open(image))
        {
            fileSystem.Write("/new", Stream("1"), FileRights.File);
            fileSystem.Flush();
        }

        Check(xfs, image);
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Prefetch_OfFoldersAndFiles_AnswersWhatComesAfter()
    {
        using FileSystem fileSystem = machine.Open(Make(xfs: true), writable: false);

        fileSystem.Prefetch(["/etc", "/boot/big", "/lib", "/none/below", "/trap/vda"]);

        Assert.Equal(["os-release", "shadow"], fileSystem.List("/etc").Select(node => node.Name).Order(StringComparer.Ordinal));
        Assert.Equal(new FileRights(0x180, 12, 34), fileSystem.Find("/etc/shadow")!.Rights);
        Assert.IsType<MemoryStream>(fileSystem.OpenRead("/etc/shadow"));
        Assert.Equal(Big.Length, fileSystem.Find("/boot/big")!.Length);
        Assert.Null(fileSystem.Find("/trap/vda"));
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs", "xfs_repair")]
    public void Log_ThatWasNotReplayed_IsReplayedOnlyWhereItMayBe()
    {
        string image = MakeDirty();
        byte[] before = File.ReadAllBytes(image);
        using (FileSystem fileSystem = machine.Open(image, writable: false))
        {
            Assert.Equal("late", Text(fileSystem, "/late"));
        }

        Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(image)), "what was only read was written");
        using (FileSystem fileSystem = machine.Open(image))
        {
            fileSystem.Flush();
        }

        Check(xfs: true, image);
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs", "xfs_repair")]
    public void Volume_ThatIsClosedWithoutFlush_StaysAsItWasAfterTheLastOne()
    {
        string image = Make(xfs: true);
        using (FileSystem fileSystem = machine.Open(image))
        {
            fileSystem.Write("/first", Stream("1"), FileRights.File);
            fileSystem.Flush();
            Check(xfs: true, image);
            fileSystem.Write("/second", Stream("2"), FileRights.File);
        }

        using FileSystem again = machine.Open(image, writable: false);
        Assert.Equal("1", Text(again, "/first"));
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Image_ThatIsDamaged_IsOneClearError()
    {
        string image = Make(xfs: true);
        using (FileStream file = File.OpenWrite(image))
        {
            file.Position = 200;
            file.Write(TestDisk.RandomBytes(300));
        }

        var error = Assert.Throws<InvalidImageException>(() => machine.Open(image));

        Assert.StartsWith("xfs.img (xfs): Linux does not mount it: XFS (vda", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.btrfs")]
    public void Image_OfSomethingElse_IsRefused()
    {
        string image = GuestImage.MakeFile(_folder, "btrfs.img", 100 << 20, _ => { });

        Assert.Throws<InvalidImageException>(() => machine.Open(image));
    }

    private string Make(bool xfs) => xfs ? GuestImage.Xfs(_folder, Big) : GuestImage.Btrfs(_folder, Big);

    /// <summary>An XFS whose last changes are only in its log: copied while it is mounted, after a flush of its log alone.</summary>
    private string MakeDirty()
    {
        string image = Make(xfs: true);
        using FileSystem fileSystem = machine.Open(image);
        fileSystem.Write("/late", Stream("late"), FileRights.File);
        ((MicroFileSystem)fileSystem).Synchronize();
        File.Copy(image, _folder["dirty-xfs.img"]);
        Assert.NotEqual(0, Tool.TryRun("xfs_repair", "-n", "-f", _folder["dirty-xfs.img"]).ExitCode);
        return _folder["dirty-xfs.img"];
    }

    private static void Check(bool xfs, string image)
    {
        if (xfs)
        {
            Tool.Run("xfs_repair", "-n", "-f", image);
        }
        else
        {
            Tool.Run("btrfs", "check", "--check-data-csum", image);
        }
    }

    private static string Text(FileSystem fileSystem, string path) => Encoding.UTF8.GetString(ReadAll(fileSystem, path));

    private static byte[] ReadAll(FileSystem fileSystem, string path)
    {
        using Stream content = fileSystem.OpenRead(path);
        var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
