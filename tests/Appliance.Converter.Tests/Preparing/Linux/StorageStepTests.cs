using System.Text;
using Appliance.Converter.Preparing.Linux.Storage;
using Appliance.Formats.Machines;
using Xunit;
using static Appliance.Converter.Tests.Preparing.Linux.PreparedGuest;

namespace Appliance.Converter.Tests.Preparing.Linux;

public sealed class StorageStepTests
{
    [Theory]
    [InlineData("/dev/sda1 /boot ext4 defaults 0 2\n", $"UUID={BootUuid} /boot ext4 defaults 0 2\n")]
    [InlineData("/dev/sda2\t/\text4\terrors=remount-ro 0 1", $"UUID={RootUuid}\t/\text4\terrors=remount-ro 0 1")]
    [InlineData("  /dev/sda3   none swap sw 0 0\r\n", $"  UUID={SwapUuid}   none swap sw 0 0\r\n")]
    [InlineData("/dev/hdb /media/cdrom iso9660 noauto 0 0\n", "/dev/hdb /media/cdrom iso9660 noauto 0 0\n")]
    [InlineData("/dev/sda5 /a auto defaults 0 0\n", $"PARTUUID={PartitionUuid} /a auto defaults 0 0\n")]
    [InlineData("/dev/sda6 /b auto defaults 0 0\n", "/dev/xvda6 /b auto defaults 0 0\n")]
    [InlineData("/dev/sdb1 /data xfs defaults 0 0\n", $"UUID={DataUuid} /data xfs defaults 0 0\n")]
    [InlineData("/dev/disk/by-path/pci-0000:03:00.0-scsi-0:0:1:0-part1 /data xfs x 0 0\n", $"UUID={DataUuid} /data xfs x 0 0\n")]
    [InlineData("# /dev/sda1 was /boot\n", "# /dev/sda1 was /boot\n")]
    [InlineData("UUID=abc / ext4 x 0 1\n", "UUID=abc / ext4 x 0 1\n")]
    [InlineData("/dev/mapper/rhel-root / xfs x 0 0\n", "/dev/mapper/rhel-root / xfs x 0 0\n")]
    [InlineData("/dev/vg/root / xfs x 0 0\n", "/dev/vg/root / xfs x 0 0\n")]
    [InlineData("/dev/disk/by-id/dm-uuid-LVM-x / xfs x 0 0\n", "/dev/disk/by-id/dm-uuid-LVM-x / xfs x 0 0\n")]
    [InlineData("/dev/sr0 /media/cdrom0 udf,iso9660 user,noauto 0 0\n", "/dev/sr0 /media/cdrom0 udf,iso9660 user,noauto 0 0\n")]
    [InlineData("/dev/sdzzzzzzzzzzzzzzz9 /x ext4 x 0 0\n", "/dev/sdzzzzzzzzzzzzzzz9 /x ext4 x 0 0\n")]
    [InlineData("", "")]
    public void Fstab_Line_NamesWhatIsThereOnXen(string before, string after)
        => Assert.Equal(after, new PreparedGuest().With("/etc/fstab", before).Run(new FstabStep()).Text("/etc/fstab"));

    [Fact]
    public void Fstab_BytesOfNoEncoding_Survive()
    {
        byte[] before = [.. "/dev/sda1 /b"u8, 0xF6, 0xFF, 0x80, .. " ext4\n"u8];
        var guest = new PreparedGuest();
        guest.Files.With("/etc/fstab", before);
        guest.Run(new FstabStep());
        Assert.Equal(
            [.. Encoding.ASCII.GetBytes($"UUID={BootUuid} /b"), 0xF6, 0xFF, 0x80, .. " ext4\n"u8],
            guest.Files.OpenRead("/etc/fstab") is MemoryStream stream ? stream.ToArray() : []);
    }

    [Fact]
    public void Fstab_DiskThatIsNotThere_StaysAndIsTold()
    {
        PreparedGuest guest = new PreparedGuest().With("/etc/fstab", "/dev/sdf1 /x ext4 defaults 0 0\n").Run(new FstabStep());
        Assert.Equal("/dev/sdf1 /x ext4 defaults 0 0\n", guest.Text("/etc/fstab"));
        Assert.Contains("/dev/sdf1", Assert.Single(guest.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Fstab_NvmeAndScsi_AreCountedApart()
    {
        PreparedGuest guest = new PreparedGuest().With("/etc/fstab", "/dev/nvme0n1p1 /data xfs x 0 0\n/dev/sda1 /boot ext4 x 0 0\n");
        guest.Machine = guest.Machine with { Disks = [guest.Machine.Disks[0], guest.Machine.Disks[1] with { Bus = DiskBus.Nvme }] };
        Assert.Equal($"UUID={DataUuid} /data xfs x 0 0\nUUID={BootUuid} /boot ext4 x 0 0\n", guest.Run(new FstabStep()).Text("/etc/fstab"));
    }

    [Fact]
    public void Fstab_IdeDisk_IsCountedAmongItsKind()
    {
        PreparedGuest guest = new PreparedGuest().With("/etc/fstab", "/dev/hda1 /data xfs x 0 0\n");
        guest.Machine = guest.Machine with { Disks = [guest.Machine.Disks[0], guest.Machine.Disks[1] with { Bus = DiskBus.Ide }] };
        Assert.Equal($"UUID={DataUuid} /data xfs x 0 0\n", guest.Run(new FstabStep()).Text("/etc/fstab"));
    }

    [Fact]
    public void Crypttab_Device_IsTheSecondField()
        => Assert.Equal(
            $"root UUID={RootUuid} none luks\nswap PARTUUID={PartitionUuid} /dev/urandom swap\n",
            new PreparedGuest().With("/etc/crypttab", "root /dev/sda2 none luks\nswap /dev/sda5 /dev/urandom swap\n").Run(new FstabStep()).Text("/etc/crypttab"));

    [Fact]
    public void Caches_OfDevices_GoAndDeviceMapNamesXensDisks()
    {
        PreparedGuest guest = new PreparedGuest().With("/etc/lvm/devices/system.devices", "IDTYPE=sys_wwid IDNAME=naa.6000c29 PVID=x\n")
            .With("/etc/blkid/blkid.tab", "x").With("/boot/grub/device.map", "(fd0)\t/dev/fd0\n(hd0)\t/dev/sda\n(hd1)\t/dev/sdb\n").Run(new DeviceCachesStep());
        Assert.Null(guest.Files.Find("/etc/lvm/devices/system.devices"));
        Assert.Null(guest.Files.Find("/etc/blkid/blkid.tab"));
        Assert.Equal("(fd0)\t/dev/fd0\n(hd0)\t/dev/xvda\n(hd1)\t/dev/xvdb\n", guest.Text("/boot/grub/device.map"));
    }

    [Theory]
    [InlineData("\tfilter = [ \"a|/dev/sda2|\", \"r|.*|\" ]\n", "\tfilter = [ \"a|^/dev/xvd|\", \"a|/dev/sda2|\", \"r|.*|\" ]\n")]
    [InlineData("\tglobal_filter = [\"a|^/dev/sd.*|\", \"r|.*|\"]\n", "\tglobal_filter = [ \"a|^/dev/xvd|\",\"a|^/dev/sd.*|\", \"r|.*|\"]\n")]
    [InlineData("\t# filter = [ \"a|/dev/sda2|\" ]\n", "\t# filter = [ \"a|/dev/sda2|\" ]\n")]
    [InlineData("\tfilter = [ \"r|/dev/sr0|\" ]\n", "\tfilter = [ \"r|/dev/sr0|\" ]\n")]
    [InlineData("\tfilter = [ \"a|.*|\" ]\n", "\tfilter = [ \"a|.*|\" ]\n")]
    public void Filter_OfLvm_LetsXensDisksThrough(string before, string after)
        => Assert.Equal(after, new PreparedGuest().With("/etc/lvm/lvm.conf", before).Run(new LvmFilterStep()).Text("/etc/lvm/lvm.conf"));

    [Fact]
    public void Leftovers_ThatNameDevices_AreTold()
        => Assert.Contains("/dev/xvdb1", Assert.Single(new PreparedGuest().With("/etc/rc.local", "#!/bin/sh\nmount /dev/sdb1 /x\n").Run(new LeftoverDevicesStep()).Warnings), StringComparison.Ordinal);
}
