using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Volumes;

public sealed class VolumeSetTests
{
    private static readonly Volume[] Volumes =
    [
        Make("disk 0") with { Disk = 0 },
        Make("disk 0 part 1") with { Disk = 0, Partition = 1, Uuid = "ABCD-1234", PartitionUuid = "1234abcd-01" },
        Make("disk 0 part 2") with { Disk = 0, Partition = 2, Uuid = "44cb8aad-1616-44b5-bdfb-a3488a3bdc94", Label = "my root", PartitionLabel = "Linux system" },
        Make("disk 1") with { Disk = 1, Label = "data" },
        Make("disk 1 part 5") with { Disk = 1, Partition = 5, Label = "LABEL=x" },
        Make("my-vg/ro-ot") with { LogicalVolume = "my-vg/ro-ot", Uuid = "1F00AA00BB00CC00" },
    ];

    private static readonly VolumeSet Set = new(Volumes, []);

    [Theory]
    [InlineData("UUID=44cb8aad-1616-44b5-bdfb-a3488a3bdc94", "disk 0 part 2")]
    [InlineData("UUID=\"44CB8AAD-1616-44B5-BDFB-A3488A3BDC94\"", "disk 0 part 2")]
    [InlineData("UUID=abcd-1234", "disk 0 part 1")]
    [InlineData("UUID=1F00AA00BB00CC00", "my-vg/ro-ot")]
    [InlineData("LABEL=my root", "disk 0 part 2")]
    [InlineData("LABEL='data'", "disk 1")]
    [InlineData("LABEL=LABEL=x", "disk 1 part 5")]
    [InlineData("PARTUUID=1234ABCD-01", "disk 0 part 1")]
    [InlineData("PARTLABEL=Linux system", "disk 0 part 2")]
    [InlineData("/dev/disk/by-uuid/ABCD-1234", "disk 0 part 1")]
    [InlineData(@"/dev/disk/by-label/my\x20root", "disk 0 part 2")]
    [InlineData("/dev/disk/by-partuuid/1234abcd-01", "disk 0 part 1")]
    [InlineData(@"/dev/disk/by-partlabel/Linux\x20system", "disk 0 part 2")]
    [InlineData("/dev/disk/by-id/dm-name-my--vg-ro--ot", "my-vg/ro-ot")]
    [InlineData("/dev/sda", "disk 0")]
    [InlineData("/dev/sda1", "disk 0 part 1")]
    [InlineData("/dev/hda2", "disk 0 part 2")]
    [InlineData("/dev/vdb5", "disk 1 part 5")]
    [InlineData("/dev/xvdb", "disk 1")]
    [InlineData("/dev/nvme0n1p1", "disk 0 part 1")]
    [InlineData("/dev/nvme0n2p5", "disk 1 part 5")]
    [InlineData("/dev/nvme1n1p5", "disk 1 part 5")]
    [InlineData("/dev/nvme1n1", "disk 1")]
    [InlineData("/dev/my-vg/ro-ot", "my-vg/ro-ot")]
    [InlineData("/dev/mapper/my--vg-ro--ot", "my-vg/ro-ot")]
    public void Find_NameOfADevice_IsThatVolume(string device, string name) => Assert.Equal(name, Set.Find(device)?.Device.Name);

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("UUID=")]
    [InlineData("UUID=00000000-0000-0000-0000-000000000000")]
    [InlineData("LABEL=MY ROOT")]
    [InlineData("ID=1234abcd-01")]
    [InlineData("tmpfs")]
    [InlineData("server:/export")]
    [InlineData("//server/share")]
    [InlineData("/dev/sda3")]
    [InlineData("/dev/sdc")]
    [InlineData("/dev/sda01")]
    [InlineData("/dev/sdaaaa1")]
    [InlineData("/dev/sda99999999999")]
    [InlineData("/dev/sr0")]
    [InlineData("/dev/md0")]
    [InlineData("/dev/nvme0")]
    [InlineData("/dev/mapper/my-vg-ro-ot")]
    [InlineData("/dev/mapper/luks-1234")]
    [InlineData("/dev/disk/by-id/scsi-36000c29-part1")]
    [InlineData("/dev/disk/by-uuid")]
    public void Find_NameOfNothing_IsNull(string device) => Assert.Null(Set.Find(device));

    [Theory]
    [InlineData("/dev/disk/by-id/scsi-36000c2912345-part2", "disk 0 part 2")]
    [InlineData("/dev/disk/by-path/pci-0000:03:00.0-scsi-0:0:0:0-part1", "disk 0 part 1")]
    [InlineData("/dev/disk/by-id/ata-VMware_Virtual_Disk", "disk 0")]
    public void Find_PlaceOfTheOnlyDisk_IsThatVolume(string device, string name)
        => Assert.Equal(name, new VolumeSet(Volumes[..3], []).Find(device)?.Device.Name);

    private static Volume Make(string name) => new() { Device = new MemoryDevice([], name), Kind = FileSystemKind.Unknown };
}
