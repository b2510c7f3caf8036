using System.Buffers.Binary;
using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Tests.Opening;
using Appliance.Guests.Tests.Volumes;
using Appliance.Guests.Volumes;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Containers;

public sealed class ContainerScanTests
{
    private static readonly string LuksId = SampleMachine.Uuid(5);

    [Fact]
    public void Scan_OpenedContainer_ShowsWhatIsInside()
    {
        VolumeSet found = Scan(new FakeContainers(FileSystemKind.Luks, _ => Inside(FileSystemKind.Ext)), Luks());

        Assert.Equal(["disk", "inside"], found.Volumes.Select(volume => volume.Device.Name));
        Assert.Same(found.Volumes[0], Assert.Single(found.Volumes[1].Within));
        Assert.True(found.IsOpen(found.Volumes[0]));
        Assert.Equal((FileSystemKind.Ext, null), (found.Volumes[1].Kind, found.Volumes[1].Disk));
    }

    [Fact]
    public void Scan_PhysicalVolumeInside_ShowsItsVolumes()
    {
        byte[] physical = new LvmImage(LvmImage.FirstId).Make(LvmImage.Group(LvmImage.Volume("root", LvmImage.Linear(0, 2, "pv0", 0))));
        VolumeSet found = Scan(new FakeContainers(FileSystemKind.Luks, _ => new MemoryDevice(physical, "inside")), Luks());
        Assert.NotNull(found.Find("/dev/mapper/vg--0-root"));
    }

    [Fact]
    public void Scan_ContainerOnLogicalVolume_IsOpened()
    {
        byte[] physical = new LvmImage(LvmImage.FirstId).Make(LvmImage.Group(LvmImage.Volume("root", LvmImage.Linear(0, 2, "pv0", 0))));
        SampleVolumes.Make(FileSystemKind.Luks, LuksId, length: 4096).CopyTo(physical, LvmImage.DataStart);
        VolumeSet found = Scan(new FakeContainers(FileSystemKind.Luks, _ => Inside(FileSystemKind.Ext)), new MemoryDevice(physical, "disk"));
        Assert.Equal(["disk", "LVM volume vg-0/root", "inside"], found.Volumes.Select(volume => volume.Device.Name));
    }

    [Fact]
    public void Scan_ContainerWithoutEnd_Ends()
    {
        var engine = new FakeContainers(FileSystemKind.Luks, _ => Inside(FileSystemKind.Luks));
        Assert.Equal(4, Scan(engine, Luks()).Volumes.Count);
        Assert.Equal(["disk", "inside", "inside"], engine.Asked);
    }

    [Fact]
    public void Scan_ContainerThatStaysClosed_IsAskedOnceAndTellsWhy()
    {
        var engine = new FakeContainers(FileSystemKind.Luks, _ => null);
        VolumeSet found = Scan(engine, Luks());
        Assert.Equal(FakeContainers.Problem, Assert.Single(found.Volumes).WhyClosed);
        Assert.False(found.IsOpen(found.Volumes[0]));
        Assert.Single(engine.Asked);
    }

    [Fact]
    public void Open_ContainerThatStaysClosed_TellsWhy()
    {
        var options = new GuestOptions { Engines = [], Containers = [new FakeContainers(FileSystemKind.Luks, _ => null)] };
        var error = Assert.Throws<UnsupportedImageException>(() => Guest.Open([Luks()], options));
        Assert.Equal($"disk: no installed system was found on its disks: disk {FakeContainers.Problem}", error.Message);
    }

    [Theory]
    [InlineData("/dev/mapper/crypt")]
    [InlineData("/dev/disk/by-id/dm-name-crypt")]
    [InlineData("/dev/mapper/luks-00000000-0000-0000-0000-000000000005")]
    public void Find_NameOfAnOpenedVolume_IsItsInside(string device)
    {
        VolumeSet found = Scan(new FakeContainers(FileSystemKind.Luks, _ => Inside(FileSystemKind.Ext)), Luks());
        Assert.Equal("inside", found.WithNames([("crypt", $"UUID={LuksId}")]).Find(device)?.Device.Name);
    }

    [Theory]
    [InlineData("/dev/mapper/loop")]
    [InlineData("/dev/mapper/none")]
    [InlineData("/dev/mapper/luks-")]
    public void Find_NameThatLeadsNowhere_IsNull(string device)
    {
        VolumeSet found = Scan(new FakeContainers(FileSystemKind.Luks, _ => Inside(FileSystemKind.Ext)), Luks());
        Assert.Null(found.WithNames([("loop", "/dev/mapper/loop"), ("none", "UUID=1234"), ("", "/dev/sdb")]).Find(device));
    }

    [Theory]
    [InlineData("/dev/md0", null)]
    [InlineData("/dev/md/0", null)]
    [InlineData("/dev/md127", null)]
    [InlineData("/dev/md0p1", 1)]
    [InlineData("/dev/md127p1", 1)]
    public void Find_NameOfTheOnlyArray_IsThatVolume(string device, int? partition)
    {
        Volume found = Scan(new FakeContainers(FileSystemKind.LinuxRaid, _ => Divided()), Raid("a"), Raid("b")).Find(device)!;
        Assert.Equal((partition, 2), (found.Partition, found.Within.Count));
    }

    [Fact]
    public void Open_RootBehindCrypttab_IsMountedAndFlushedThrough()
    {
        MemoryFileSystem files = SampleMachine.Linux("/dev/mapper/crypt / ext4\n").With("/etc/crypttab", $"# comment\ncrypt\nsda3_crypt none\ncrypt UUID={LuksId} none luks\n");
        var containers = new FakeContainers(FileSystemKind.Luks, _ => Inside(FileSystemKind.Ext));
        var options = new GuestOptions { Engines = [new FakeEngine(FileSystemKind.Ext).With("inside", files)], Containers = [containers], IsWritable = true };

        using Guest guest = Guest.Open([Luks()], options);
        guest.Flush();

        Assert.Equal("inside", guest.Volumes.Find("/dev/mapper/crypt")?.Device.Name);
        Assert.Equal((1, 1), (files.Flushes, containers.Flushes));
        Assert.Empty(guest.Remarks);
    }

    private static VolumeSet Scan(FakeContainers engine, params BlockDevice[] disks) => VolumeScan.Scan(disks, [engine], writable: false);

    private static MemoryDevice Luks() => new(SampleVolumes.Make(FileSystemKind.Luks, LuksId), "disk");

    private static MemoryDevice Raid(string name) => new(SampleVolumes.Raid(new byte[1 << 20], minorVersion: 2), name);

    private static MemoryDevice Inside(FileSystemKind kind) => new(SampleVolumes.Make(kind, SampleMachine.Uuid(9)), "inside");

    private static MemoryDevice Divided()
    {
        var bytes = new byte[1 << 20];
        bytes[446 + 4] = 0x83;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(446 + 8), 64);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(446 + 12), 64);
        bytes[510] = 0x55;
        bytes[511] = 0xAA;
        return new MemoryDevice(bytes, "array");
    }
}
