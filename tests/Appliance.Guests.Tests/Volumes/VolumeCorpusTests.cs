using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Guests.Devices;
using Appliance.Guests.Volumes;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Volumes;

/// <summary>Disks of foreign producers. What is expected is what blkid and partx say of them.</summary>
public sealed class VolumeCorpusTests
{
    [NeedsCorpusTheory]
    [InlineData("fs/discutils/btrfs.vhdx.gz", "Unknown|Btrfs")]
    [InlineData("fs/discutils/data.ext4.dat.gz", "Ext c555421b-20cc-409b-81a0-c2d0e4d5100d")]
    [InlineData("fs/discutils/swap.vhdx.gz", "Swap a5d5d491-7ab0-4de8-98ab-3a8df4365824")]
    [InlineData("fs/discutils/xfs.vhdx.gz", "Unknown|Xfs")]
    [InlineData("fs/discutils/vhdx-log-replay.vhdx.gz", "Unknown|Unknown|Unknown")]
    [InlineData("fs/dissect/bsd.bin", "Unknown")]
    [InlineData("fs/dissect/boot_2m.bin.gz", "Ntfs")]
    [InlineData("fs/dissect/ext4.bin.gz", "Ext ab98e08e-e2da-4bc9-bfc6-1ac5eafb1001")]
    [InlineData("fs/dissect/gpt.bin", "Unknown")]
    [InlineData("fs/dissect/xfs.bin.gz", "Xfs 3fb8342e-e144-4f0c-8bd7-725e78966200")]
    [InlineData("fs/dissect/xfs_bigtime.bin.gz", "Xfs 259e589f-1198-4de1-8c8e-db9b67910a1a")]
    [InlineData("fs/go-ext4/hierarchy_32.ext4", "Ext 9905d1c3-345a-4deb-82b2-4992f3f546cc")]
    [InlineData("fs/grr-ntfs_img.dd", "Unknown")]
    [InlineData("fs/libguestfs-mbr-ext2-empty.img.gz", "Unknown|Ext")]
    [InlineData("fs/ntfs-samples/ntfs-ptrn.raw.gz", "Unknown|Ntfs")]
    [InlineData("fs/tsk_volume_system.raw", "Unknown|Unknown|Ext")]
    [InlineData("raw/own/rand1.raw", "Unknown")]
    [InlineData("raw/own/tiny.raw", "Unknown")]
    [InlineData("raw/own/zero1.raw", "Unknown")]
    [InlineData("raw/sleuthkit/image.dd", "Ext f1f8dab8-57ef-49db-9cf5-b409570736ed")]
    public async Task Scan_DiskOfTheCorpus_FindsWhatIsOnIt(string name, string expected)
    {
        if (!Corpus.Has(name))
        {
            return;
        }

        await using Disk disk = await DiskImages.OpenAsync(FileDisk.Open(Corpus.PathOf(name)), siblings: null, ReadOptions.Default, SourceOptions.Default, CancellationToken.None);

        VolumeSet found = VolumeScan.Scan([new DiskDevice(disk, CancellationToken.None)]);

        string[] kinds = expected.Split('|');
        Assert.Equal(kinds, found.Volumes.Select((volume, i) => kinds.ElementAtOrDefault(i)?.Contains(' ', StringComparison.Ordinal) == true ? $"{volume.Kind} {volume.Uuid}" : $"{volume.Kind}"));
    }
}
