using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Fat;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Fat;

public sealed class FatWriteTests
{
    public static TheoryData<int> Types => [12, 16, 32];

    [NeedsToolTheory("mkfs.fat", "mcopy", "fsck.fat")]
    [MemberData(nameof(Types))]
    public void Write_LoaderInNewFolders_IsReadByMtools(int bits)
    {
        using FatImage image = FatImage.Create(bits);
        byte[] loader = TestDisk.RandomBytes(700_001);
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/EFI", "/EFI/BOOT");
            fileSystem.Write("/EFI/BOOT/BOOTX64.EFI", loader);
        });

        Assert.Equal(loader, image.Type("/EFI/BOOT/BOOTX64.EFI"));
        Assert.Equal(["/EFI/BOOT/BOOTX64.EFI"], image.Names("/EFI/BOOT"));
    }

    [NeedsToolTheory("mkfs.fat", "mcopy", "fsck.fat")]
    [MemberData(nameof(Types))]
    public void Write_ManyFilesInAFolder_AreAllThere(int bits)
    {
        using FatImage image = FatImage.Create(bits);
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/loader");
            for (int i = 0; i < 150; i++)
            {
                fileSystem.Write($"/loader/an entry with a long name {i}.conf", new string('x', i * 10));
            }
        });

        Assert.Equal(Enumerable.Range(0, 150).Select(i => $"/loader/an entry with a long name {i}.conf").Order(StringComparer.Ordinal), image.Names("/loader"));
        Assert.Equal(1490, image.Type("/loader/an entry with a long name 149.conf").Length);
    }

    [NeedsToolTheory("mkfs.fat", "mcopy", "fsck.fat")]
    [InlineData(32, 1)]
    [InlineData(32, 2)]
    [InlineData(32, 4)]
    [InlineData(16, 8)]
    [InlineData(16, 64)]
    public void Write_ClustersOfAnySize_IsReadByMtools(int bits, int sectors)
    {
        using var image = new FatImage(160 << 10, "-F", $"{bits}", "-s", $"{sectors}");
        byte[] content = TestDisk.RandomBytes(3_000_001);
        image.Change(fileSystem => fileSystem.Write("/big.bin", content));
        image.Change(fileSystem => fileSystem.Write("/big.bin", content[1000..2000]));
        image.Change(fileSystem => fileSystem.Write("/big.bin", content));
        Assert.Equal(content, image.Type("/big.bin"));
    }

    [NeedsToolTheory("mkfs.fat", "mcopy", "fsck.fat")]
    [InlineData(5000, 300_000)]
    [InlineData(300_000, 5000)]
    [InlineData(300_000, 0)]
    [InlineData(0, 300_000)]
    [InlineData(0, 0)]
    public void Write_OverFile_LeavesOnlyTheNewContent(int before, int after)
    {
        foreach (int bits in (int[])[12, 16, 32])
        {
            using FatImage image = FatImage.Create(bits);
            image.Copy(TestDisk.RandomBytes(before), "/file.txt");
            long free = image.Read(fileSystem => fileSystem.FreeBytes) + image.Read(fileSystem => RoundedUp(fileSystem, before));
            byte[] content = TestDisk.RandomBytes(after, seed: 2);
            image.Change(fileSystem => fileSystem.Write("/FILE.TXT", content));
            Assert.Equal(content, image.Type("/file.txt"));
            Assert.Equal(free, image.Read(fileSystem => fileSystem.FreeBytes + RoundedUp(fileSystem, after)));
        }
    }

    [NeedsToolTheory("mkfs.fat", "mcopy", "fsck.fat")]
    [MemberData(nameof(Types))]
    public void Delete_FilesAndFolders_GivesTheirClustersBack(int bits)
    {
        using FatImage image = FatImage.Create(bits);
        long before = image.Read(fileSystem => fileSystem.FreeBytes);
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/a", "/a/b");
            fileSystem.Write("/a/b/a rather long file name.txt", new byte[100_000]);
        });
        image.Change(fileSystem =>
        {
            Assert.Throws<IOException>(() => fileSystem.Delete("/a"));
            fileSystem.Delete("/A/B/A RATHER LONG FILE NAME.TXT");
            fileSystem.Delete("/a/b");
            fileSystem.Delete("/a");
            Assert.Throws<FileNotFoundException>(() => fileSystem.Delete("/a"));
        });
        Assert.Equal(before, image.Read(fileSystem => fileSystem.FreeBytes));
        Assert.Empty(image.Read(fileSystem => fileSystem.List("/")));
    }

    [NeedsToolTheory("mkfs.fat", "fsck.fat")]
    [MemberData(nameof(Types))]
    public void Write_MoreThanFits_SaysThatItIsFullAndLeavesNothing(int bits)
    {
        using FatImage image = FatImage.Create(bits);
        image.Change(fileSystem =>
        {
            long free = fileSystem.FreeBytes;
            Assert.Contains("is full", Assert.Throws<IOException>(() => fileSystem.Write("/big", new byte[free + 1])).Message);
            using var pipe = new PieceStream(new byte[free + 1], 100_000);
            Assert.Contains("is full", Assert.Throws<IOException>(() => fileSystem.Write("/big", pipe, FileRights.File)).Message);
            Assert.Equal(free, fileSystem.FreeBytes);
            Assert.Null(fileSystem.Find("/big"));
        });
    }

    [NeedsToolFact("mkfs.fat", "mcopy", "fsck.fat")]
    public void Write_OverFileThatFillsTheVolume_TakesItsPlace()
    {
        using FatImage image = FatImage.Create(12);
        image.Change(fileSystem => fileSystem.Write("/big", new byte[fileSystem.FreeBytes]));
        Assert.Equal(0, image.Read(fileSystem => fileSystem.FreeBytes));
        byte[] content = TestDisk.RandomBytes(1_000_000);
        image.Change(fileSystem =>
        {
            fileSystem.Write("/big", content);
            fileSystem.Write("/small", "x");
        });
        Assert.Equal(content, image.Type("/big"));
    }

    [NeedsToolFact("mkfs.fat", "mdir", "fsck.fat")]
    public void Write_NewFile_HasTheTimeOfTheClock()
    {
        using FatImage image = FatImage.Create(16);
        image.Change(fileSystem => fileSystem.Write("/FILE.TXT", "x"));
        Assert.Contains("2026-03-15  12:00", Tool.Run("mdir", "-i", image.Path, "::/FILE.TXT"));
    }

    [NeedsToolFact("mkfs.fat", "mcopy", "fsck.fat")]
    public void Write_InASliceOfADisk_IsReadByMtoolsThere()
    {
        using FatImage image = FatImage.Create(32);
        const int Start = 1 << 20;
        byte[] disk = [.. TestDisk.RandomBytes(Start), .. File.ReadAllBytes(image.Path), .. TestDisk.RandomBytes(Start, seed: 2)];
        BlockDevice slice = MappedDevice.Slice("partition 1", new MemoryDevice(disk), Start, 40 << 20);
        using (FatFileSystem fileSystem = FatFileSystem.Open(slice, writable: true))
        {
            fileSystem.Write("/loader.conf", "timeout 3\n");
            fileSystem.Flush();
        }

        Assert.Equal(TestDisk.RandomBytes(Start), disk[..Start]);
        Assert.Equal(TestDisk.RandomBytes(Start, seed: 2), disk[^Start..]);
        File.WriteAllBytes(image.Path, disk);
        Assert.Equal("timeout 3\n", Tool.Run("mtype", "-i", $"{image.Path}@@{Start}", "::/loader.conf"));
    }

    [NeedsToolFact("mkfs.fat")]
    public void Write_MarkedDirty_LeavesTheMark()
    {
        using FatImage image = FatImage.Create(32);
        byte[] volume = File.ReadAllBytes(image.Path);
        int table = (volume[14] | (volume[15] << 8)) * 512;
        volume[table + 7] &= 0xF7;
        using (FatFileSystem fileSystem = FatFileSystem.Open(new MemoryDevice(volume), writable: true))
        {
            fileSystem.Write("/file", "x");
            fileSystem.Flush();
        }

        Assert.Equal(0, volume[table + 7] & 0x08);
    }

    [NeedsToolFact("mkfs.fat")]
    public void Dispose_WithoutFlush_WritesNothingMore()
    {
        using FatImage image = FatImage.Create(32);
        using var device = new FileDevice(image.Path);
        FatFileSystem fileSystem = FatFileSystem.Open(device, writable: true);
        fileSystem.Write("/file", "x");
        int writes = device.Writes;
        fileSystem.Dispose();
        Assert.Equal(writes, device.Writes);
    }

    [NeedsToolFact("mkfs.fat")]
    public void Write_OpenForReading_IsRefused()
    {
        using FatImage image = FatImage.Create(12);
        Assert.Throws<InvalidOperationException>(() => image.Read(fileSystem =>
        {
            fileSystem.Write("/file", "x");
            return 0;
        }));
    }

    private static long RoundedUp(FatFileSystem fileSystem, long length)
    {
        long cluster = fileSystem.Name.EndsWith("FAT16)", StringComparison.Ordinal) ? 2048 : 512;
        return (length + cluster - 1) / cluster * cluster;
    }
}
