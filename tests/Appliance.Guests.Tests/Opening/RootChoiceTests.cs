using System.Text;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Tests.Volumes;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Opening;

public sealed class RootChoiceTests
{
    [Fact]
    public void Open_SystemAndARescueSystem_TakesTheSystem()
    {
        using Guest guest = new SampleMachine()
            .With(FileSystemKind.Ext, SampleMachine.Linux(""), label: "Rescue")
            .With(FileSystemKind.Ext, SampleMachine.Linux(""))
            .Open();

        Assert.Equal(2, guest.MountedVolumes["/"].Partition);
        Assert.Contains("disk partition 1: holds another system", Assert.Single(guest.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SystemAndItsCopy_TakesTheOneThatItsTableNames()
    {
        string fstab = $"UUID={SampleMachine.Uuid(2)} / ext4\n";
        using Guest guest = new SampleMachine()
            .With(FileSystemKind.Ext, SampleMachine.Linux(fstab))
            .With(FileSystemKind.Ext, SampleMachine.Linux(fstab))
            .Open();

        Assert.Equal(2, guest.MountedVolumes["/"].Partition);
    }

    [Fact]
    public void Open_TwoPartitionsOfTheSameBytes_AreOneSystem()
    {
        byte[] disk = [.. new byte[1 << 20], .. SampleVolumes.Make(FileSystemKind.Ext)];
        disk[510] = 0x55;
        disk[511] = 0xAA;
        foreach (int entry in (int[])[446, 462])
        {
            disk[entry + 4] = 0x83;
            disk[entry + 9] = disk[entry + 13] = 0x08; // sector 2048, and 2048 sectors
        }

        FakeEngine engine = new FakeEngine(FileSystemKind.Ext).With("disk partition 1", SampleMachine.Linux(""));

        using Guest guest = Guest.Open([new MemoryDevice(disk, "disk")], new GuestOptions { Engines = [engine] });

        Assert.Equal(["disk partition 1"], engine.Opened);
    }

    [Fact]
    public void Open_MoreVolumesThanAnybodyHas_LooksIntoSome()
    {
        FakeEngine engine = new FakeEngine(FileSystemKind.Ext).With("disk0", SampleMachine.Linux(""));
        MemoryDevice[] disks = [.. Enumerable.Range(0, 70).Select(i => new MemoryDevice(SampleVolumes.Make(FileSystemKind.Ext, length: 4096), $"disk{i}"))];

        using Guest guest = Guest.Open(disks, new GuestOptions { Engines = [engine] });

        Assert.Equal(64, engine.Opened.Count);
        Assert.Contains(guest.Remarks, remark => remark.StartsWith("disk64 and 5 more volumes: are not looked into", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_TwoSystems_AreNamedAndRefused()
    {
        SampleMachine machine = new SampleMachine()
            .With(FileSystemKind.Ext, SampleMachine.Linux($"UUID={SampleMachine.Uuid(1)} / ext4\n"))
            .With(FileSystemKind.Ntfs, new MemoryFileSystem(ignoresCase: true).With("/WINDOWS/system32/config/system", "regf"));

        Assert.Contains("disk partition 1, disk partition 2", Assert.Throws<UnsupportedImageException>(() => machine.Open()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "/Windows/System32/config/SYSTEM")]
    [InlineData(false, "/windows/SYSTEM32/Config/system")]
    [InlineData(false, "/WINNT/system32/config/SYSTEM")]
    public void Open_Windows_IsFoundInAnyCase(bool ignoresCase, string path)
    {
        using Guest guest = new SampleMachine()
            .With(FileSystemKind.Ntfs, new MemoryFileSystem(ignoresCase).With("/bootmgr", "boot"))
            .With(FileSystemKind.Ntfs, new MemoryFileSystem(ignoresCase).With(path, "regf"))
            .Open();

        Assert.True(guest.IsWindows);
        Assert.Equal(2, guest.MountedVolumes["/"].Partition);
    }

    [Theory]
    [InlineData("/@")]
    [InlineData("/root")]
    [InlineData("/@rootfs")]
    public void Open_RootInASubvolume_IsShownAsTheRoot(string folder)
    {
        MemoryFileSystem files = new MemoryFileSystem()
            .With(folder + "/etc/fstab", $"/dev/sda1 / btrfs subvol={folder}\n/dev/sda1 /var btrfs rw,subvol=/vars/@var\n/dev/sda1 /opt btrfs subvol=gone\n/dev/sda1 /usr/local btrfs subvolid=300\n")
            .WithLink(folder + "/bin", "usr/bin")
            .With("/vars/@var/log/syslog", "log");
        using Guest guest = new SampleMachine().With(FileSystemKind.Btrfs, files).Open();

        Assert.True(guest.Tree.HasFile("/var/log/syslog"));
        Assert.Equal(["/", "/var"], guest.MountedVolumes.Keys);
        Assert.Equal(2, guest.Remarks.Count);
        guest.Tree.Write("/etc/new", "content"u8);
        Assert.Equal("content", files.Text(folder + "/etc/new"));
    }

    [Fact]
    public void Open_RootInASnapshot_TakesTheNewestThatIsRun()
    {
        var files = new MemoryFileSystem();
        foreach ((int number, string text) in new[] { (1, "first root filesystem"), (2, "zypp(zypper)"), (9, "writable copy of #2"), (10, "zypp(zypper)") })
        {
            files.With($"/@/.snapshots/{number}/info.xml", Encoding.UTF8.GetBytes($"<description>{text}</description>"))
                .With($"/@/.snapshots/{number}/snapshot/etc/os-release", $"{number}").WithFolder($"/@/.snapshots/{number}/snapshot/usr");
        }

        using Guest guest = new SampleMachine().With(FileSystemKind.Btrfs, files).Open();

        Assert.Equal("9", Encoding.UTF8.GetString(guest.Tree.ReadBytes("/etc/os-release", 10)!));
    }
}
