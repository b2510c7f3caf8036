using System.Text;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Tests.MicroMachines;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems;

/// <summary>What XFS and btrfs have to do, whichever Linux does it; the file systems' own checkers have to agree with what it wrote.</summary>
public abstract class LinuxFileSystemTests : IDisposable
{
    protected static readonly byte[] Big = TestDisk.RandomBytes((5 << 20) + 13);

    /// <summary>How messages of that Linux begin the name of the device.</summary>
    protected abstract string DeviceName { get; }

    protected TemporaryFolder Folder { get; } = new();

    public virtual void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void FilesOfAnImageAreReadAsTheyAre(bool xfs)
    {
        using FileSystem fileSystem = Open(Make(xfs), writable: false);

        Assert.Equal(GuestImage.Release, Text(fileSystem, "/etc/os-release"));
        FileNode link = fileSystem.Find("/lib")!;
        Assert.Equal(new FileNode("lib", FileType.Link, 0, link.Rights with { Mode = 0x1FF }, "usr/lib") { Modified = link.Modified }, link);
        Assert.Equal(Big.Length, fileSystem.Find("/boot/big")!.Length);
        Assert.Equal(["big"], fileSystem.List("/boot").Select(node => node.Name));
        Assert.Equal(fileSystem.Find("/etc/os-release")!.Identity, fileSystem.Find("/etc/same")?.Identity ?? 0);
        Assert.Equal(xfs, fileSystem.Find("/etc/os-release")!.Identity == 0);
        Assert.Equal("", fileSystem.Find("/")!.Name);
        Assert.Null(fileSystem.Find("/none"));
        Assert.Null(fileSystem.Find("/etc/os-release/below"));
        DiskAssert.Same(Big, ReadAll(fileSystem, "/boot/big"));
    }

    protected void ChangesAfterFlushAreWholeAndClean(bool xfs)
    {
        byte[] label = Encoding.ASCII.GetBytes("system_u:object_r:etc_t:s0\0");
        byte[] big = TestDisk.RandomBytes(7 << 20, seed: 2);
        string image = Make(xfs);
        FileRights rights;
        using (FileSystem fileSystem = Open(image))
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
        using FileSystem again = Open(image, writable: false);
        Assert.Equal("changed", Text(again, "/etc/os-release"));
        Assert.Equal(rights, again.Find("/etc/os-release")!.Rights);
        Assert.Equal(label, again.GetAttribute("/etc/os-release", "security.selinux"));
        Assert.Null(again.GetAttribute("/boot/big", "security.selinux"));
        Assert.Equal(label, Assert.Single(again.ReadAttributes("/etc/os-release")).Value);
        Assert.Empty(again.ReadAttributes("/boot/big"));
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - again.Find("/new/file")!.Modified, -10, 600);
        Assert.Equal(0u, again.Find("/new/file")!.Identity);
        DiskAssert.Same(big, ReadAll(again, "/boot/big"));
        Assert.Equal(new FileNode("new", FileType.Folder, 0, new FileRights(0x1F8, 7, 8)), again.Find("/new")! with { Modified = 0 });
        Assert.Equal(new FileNode("file", FileType.File, 7, new FileRights(0x1A0, 5, 6)), again.Find("/new/file")! with { Modified = 0 });
        Assert.Equal("/etc/shadow", again.Find("/new/link")!.Target);
        Assert.Null(again.Find("/lib"));
    }

    protected void NamesThatAreHostileAreNamesLikeAnyOther()
    {
        string[] names = ["-rf", "a b", "'; poweroff -f #", "$(reboot)", "`id`", "new\nline", "quote\"", "back\\slash", "*", "~", "|ls", ">out", "1", "0 but true", "é中文", " "];
        using FileSystem fileSystem = Open(Make(xfs: true));
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

    protected void LinksAreNeverFollowed()
    {
        using FileSystem fileSystem = Open(Make(xfs: true));

        Assert.Null(fileSystem.Find("/trap/null"));
        Assert.Throws<DirectoryNotFoundException>(() => fileSystem.List("/trap"));
        Assert.Throws<FileNotFoundException>(() => fileSystem.OpenRead("/trap"));
        Assert.ThrowsAny<IOException>(() => fileSystem.Write("/trap/null", Stream("x"), FileRights.File));
        Assert.ThrowsAny<IOException>(() => fileSystem.Write("/trap", Stream("x"), FileRights.File));
        Assert.ThrowsAny<IOException>(() => fileSystem.Write("/null", Stream("x"), FileRights.File));
        fileSystem.Delete("/trap");
        Assert.Null(fileSystem.Find("/trap"));
    }

    protected void RequestsThatCannotBeDoneSayWhy()
    {
        using FileSystem fileSystem = Open(Make(xfs: true));

        Assert.Contains("/boot is not empty", Assert.Throws<IOException>(() => fileSystem.Delete("/boot")).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => fileSystem.Delete("/none"));
        Assert.ThrowsAny<IOException>(() => fileSystem.CreateFolder("/etc", FileRights.Program));
        Assert.ThrowsAny<IOException>(() => fileSystem.Write("/none/file", Stream("x"), FileRights.File));
        Assert.Contains("full", Assert.Throws<IOException>(() => fileSystem.Write("/huge", new MemoryStream(new byte[400 << 20]), FileRights.File)).Message, StringComparison.Ordinal);
    }

    protected void NamesThatAreTooLongAreNotThere(bool xfs)
    {
        string path = "/etc/" + new string('x', 300);
        using FileSystem fileSystem = Open(Make(xfs), writable: false);
        fileSystem.Prefetch([path, path + "/below"]);

        Assert.Null(fileSystem.Find("/boot/" + new string('x', 300)));
        Assert.Null(fileSystem.Find(path + "/below"));
        Assert.Throws<DirectoryNotFoundException>(() => fileSystem.List(path));
        Assert.ThrowsAny<IOException>(() => fileSystem.GetAttribute(path, "security.selinux"));
    }

    protected void VolumeThatWasLookedIntoCanBeChanged(bool xfs)
    {
        string image = Make(xfs);
        Open(image, writable: false).Dispose();
        using (FileSystem fileSystem = Open(image))
        {
            fileSystem.Write("/new", Stream("1"), FileRights.File);
            fileSystem.Flush();
        }

        Check(xfs, image);
    }

    protected void LogThatWasNotReplayedIsReplayedOnlyWhereItMayBe()
    {
        string image = MakeDirty();
        byte[] before = File.ReadAllBytes(image);
        using (FileSystem fileSystem = Open(image, writable: false))
        {
            Assert.Equal("late", Text(fileSystem, "/late"));
        }

        Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(image)), "what was only read was written");
        using (FileSystem fileSystem = Open(image))
        {
            fileSystem.Flush();
        }

        Check(xfs: true, image);
    }

    protected void VolumeThatIsClosedWithoutFlushStaysAsItWasAfterTheLastOne()
    {
        string image = Make(xfs: true);
        using (FileSystem fileSystem = Open(image))
        {
            fileSystem.Write("/first", Stream("1"), FileRights.File);
            fileSystem.Flush();
            Check(xfs: true, image);
            fileSystem.Write("/second", Stream("2"), FileRights.File);
        }

        using FileSystem again = Open(image, writable: false);
        Assert.Equal("1", Text(again, "/first"));
    }

    protected void ImageThatIsDamagedIsOneClearError()
    {
        string image = Make(xfs: true);
        using (FileStream file = File.OpenWrite(image))
        {
            file.Position = 200;
            file.Write(TestDisk.RandomBytes(300));
        }

        var error = Assert.Throws<InvalidImageException>(() => Open(image));

        Assert.StartsWith("xfs.img (xfs): Linux does not mount it: XFS (" + DeviceName, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    protected void ImageOfSomethingElseIsRefused()
    {
        string image = GuestImage.MakeFile(Folder, "btrfs.img", 100 << 20, _ => { });

        Assert.Throws<InvalidImageException>(() => Open(image));
    }

    /// <summary>Opens the file system of an image.</summary>
    protected abstract FileSystem Open(string image, bool writable = true);

    /// <summary>Has everything brought to the disk, perhaps only to its log.</summary>
    protected abstract void Synchronize(FileSystem fileSystem);

    protected string Make(bool xfs) => xfs ? GuestImage.Xfs(Folder, Big) : GuestImage.Btrfs(Folder, Big);

    /// <summary>An XFS whose last changes are only in its log: copied while it is mounted, after a flush of its log alone.</summary>
    private string MakeDirty()
    {
        string image = Make(xfs: true);
        using FileSystem fileSystem = Open(image);
        fileSystem.Write("/late", Stream("late"), FileRights.File);
        Synchronize(fileSystem);
        File.Copy(image, Folder["dirty-xfs.img"]);
        Assert.NotEqual(0, Tool.TryRun("xfs_repair", "-n", "-f", Folder["dirty-xfs.img"]).ExitCode);
        return Folder["dirty-xfs.img"];
    }

    protected static void Check(bool xfs, string image)
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

    protected static string Text(FileSystem fileSystem, string path) => Encoding.UTF8.GetString(ReadAll(fileSystem, path));

    private static byte[] ReadAll(FileSystem fileSystem, string path)
    {
        using Stream content = fileSystem.OpenRead(path);
        var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    protected static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
