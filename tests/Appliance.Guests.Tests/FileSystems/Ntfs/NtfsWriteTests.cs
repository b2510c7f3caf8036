using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ntfs;

public sealed class NtfsWriteTests
{
    [NeedsToolFact("mkntfs", "ntfscat", "ntfsfix")]
    public void Write_NewFile_IsReadByNtfscat()
    {
        using var image = new NtfsImage();
        byte[] driver = TestDisk.RandomBytes(3_000_001);
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/Windows", "/Windows/System32", "/Windows/System32/drivers");
            fileSystem.Write("/windows/SYSTEM32/Drivers/xenvbd.sys", driver);
        });

        image.RequireClean();
        Assert.Equal(driver, image.Cat("Windows/System32/drivers/xenvbd.sys"));
    }

    [NeedsToolFact("mkntfs", "ntfscat", "ntfsfix")]
    public void Write_EmptyFile_IsReadByNtfscat()
    {
        using var image = new NtfsImage();
        image.Change(fileSystem => fileSystem.Write("/empty.txt", ""));
        image.RequireClean();
        Assert.Empty(image.Cat("empty.txt"));
    }

    [NeedsToolTheory("mkntfs", "ntfscp", "ntfscat", "ntfsfix")]
    [InlineData(12_288, 290_816)]
    [InlineData(290_816, 12_288)]
    [InlineData(290_816, 0)]
    [InlineData(100, 200)]
    [InlineData(100, 5000)]
    [InlineData(5000, 5000)]
    public void Write_OverFile_LeavesOnlyTheNewContent(int before, int after)
    {
        using var image = new NtfsImage();
        image.Copy(TestDisk.RandomBytes(before), "SYSTEM");
        byte[] content = TestDisk.RandomBytes(after, seed: 2);
        image.Change(fileSystem => fileSystem.Write("/system", content));
        image.RequireClean();
        Assert.Equal(content, image.Cat("SYSTEM"));
        Assert.Equal(["SYSTEM"], image.Ls("/"));
    }

    [NeedsToolFact("mkntfs", "ntfsls", "ntfscat", "ntfsfix")]
    public void Write_TwoHundredFilesInAFolder_AreAllThere()
    {
        using var image = new NtfsImage();
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/INF");
            for (int i = 0; i < 200; i++)
            {
                fileSystem.Write($"/INF/oem{i}.inf", new string('x', i * 20));
            }
        });

        image.RequireClean();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"oem{i}.inf").Order(StringComparer.Ordinal), image.Ls("/INF"));
        Assert.Equal(199 * 20, image.Cat("INF/oem199.inf").Length);
    }

    [NeedsToolFact("mkntfs", "ntfsls", "ntfsfix")]
    public void Write_NamesBeyondAscii_AreKept()
    {
        using var image = new NtfsImage();
        image.Change(fileSystem => fileSystem.Write("/xen-é中文😀.sys", "x"));
        image.RequireClean();
        Assert.Equal(["xen-é中文😀.sys"], image.Ls("/"));
    }

    [NeedsToolFact("mkntfs", "ntfscat", "ntfsfix", "ntfsinfo")]
    public void Write_InCompressedFolder_IsCompressed()
    {
        using var image = new NtfsImage(32, "-C");
        byte[] content = TestDisk.Mixed(1_000_003);
        image.Change(fileSystem => fileSystem.Write("/mixed.bin", content));
        image.RequireClean();
        Assert.Equal(content, image.Cat("mixed.bin"));
        Assert.Contains("COMPRESSED", Tool.Run("ntfsinfo", "-F", "mixed.bin", image.Path));
    }

    [NeedsToolFact("mkntfs", "ntfscat", "ntfsfix")]
    public void Write_OverCompressedFile_LeavesOnlyTheNewContent()
    {
        using var image = new NtfsImage(32, "-C");
        image.Change(fileSystem => fileSystem.Write("/mixed.bin", TestDisk.Mixed(1_000_003)));
        byte[] content = TestDisk.Mixed(700_001, seed: 2);
        image.Change(fileSystem => fileSystem.Write("/mixed.bin", content));
        image.RequireClean();
        Assert.Equal(content, image.Cat("mixed.bin"));
        Assert.Equal(content, image.Read(fileSystem => fileSystem.ReadAll("/mixed.bin")));
    }

    [NeedsToolFact("mkntfs", "ntfssecaudit")]
    public void Write_NewFile_InheritsTheSecurityOfItsFolder()
    {
        using var image = new NtfsImage();
        image.Change(fileSystem => fileSystem.Write("/new.txt", "x"));
        string audit = Tool.Run("ntfssecaudit", "-v", image.Path, "/new.txt");
        Assert.Contains("Security key : 0x", audit);
        Assert.Contains("Windows owner S-1-5-32-544", audit);
        Assert.Contains("No errors were found", Tool.Run("ntfssecaudit", "-a", image.Path));
    }

    [NeedsToolFact("mkntfs", "ntfsinfo")]
    public void Write_NewFile_HasTheTimesOfTheClock()
    {
        using var image = new NtfsImage();
        image.Change(fileSystem => fileSystem.Write("/new.txt", "x"));
        string info = Tool.Run("ntfsinfo", "-F", "new.txt", image.Path);
        string[] times = [.. info.Split('\n').Where(line => line.Contains("Time:", StringComparison.Ordinal))];
        Assert.NotEmpty(times);
        Assert.All(times, line => Assert.Contains("Mar 15 12:00:00 2026", line));
        Assert.Contains("ARCHIVE", info);
    }

    [NeedsToolFact("mkntfs")]
    public void Write_TwiceOverTheSameVolume_GivesTheSameBytes()
    {
        using var image = new NtfsImage();
        byte[] before = File.ReadAllBytes(image.Path);
        byte[] first = MakeChanges(before);
        Thread.Sleep(20);
        Assert.Equal(first, MakeChanges(before));
    }

    [NeedsToolFact("mkntfs")]
    public void Write_MoreThanFits_SaysThatItIsFullAndLeavesNothing()
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem =>
        {
            IOException full = Assert.Throws<IOException>(() => fileSystem.Write("/big", new byte[9 << 20]));
            Assert.Contains("is full", full.Message);
            Assert.Null(fileSystem.Find("/big"));
        });
        image.RequireClean();
    }

    [NeedsToolFact("mkntfs")]
    public void Write_MoreThanFitsFromAPipe_SaysThatItIsFullAndLeavesNothing()
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem =>
        {
            using var pipe = new PieceStream(TestDisk.RandomBytes(9 << 20), 100_000);
            IOException full = Assert.Throws<IOException>(() => fileSystem.Write("/big", pipe, FileRights.File));
            Assert.Contains("is full", full.Message);
            Assert.Null(fileSystem.Find("/big"));
        });
        image.RequireClean();
    }

    [NeedsToolTheory("mkntfs")]
    [InlineData("/a:b")]
    [InlineData("/what?")]
    [InlineData("/end.")]
    [InlineData("/end ")]
    [InlineData("/con\u0001trol")]
    [InlineData("/$MFT")]
    public void Write_NameThatWindowsCannotOpen_IsRefused(string path)
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem => Assert.Throws<IOException>(() => fileSystem.Write(path, "x")));
        image.RequireClean();
    }

    [NeedsToolFact("mkntfs", "ntfsls", "ntfsfix")]
    public void Delete_FilesAndFolders_AreGone()
    {
        using var image = new NtfsImage();
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/a", "/a/b");
            fileSystem.Write("/a/b/file", new byte[100_000]);
            fileSystem.Write("/stays", "x");
            Assert.Throws<IOException>(() => fileSystem.Delete("/a/b"));
            fileSystem.Delete("/A/B/FILE");
            fileSystem.Delete("/a/b");
            Assert.Null(fileSystem.Find("/a/b"));
            Assert.Throws<FileNotFoundException>(() => fileSystem.Delete("/a/b"));
        });

        image.RequireClean();
        Assert.Equal(["a", "stays"], image.Ls("/"));
        Assert.Empty(image.Ls("/a"));
    }

    [NeedsToolFact("mkntfs", "ntfscat")]
    public void Write_AfterFlush_GoesOn()
    {
        using var image = new NtfsImage();
        image.Change(fileSystem =>
        {
            fileSystem.Write("/one", "1");
            using Stream one = fileSystem.OpenRead("/one");
            fileSystem.Flush();
            Assert.Equal('1', one.ReadByte());
            fileSystem.Write("/two", "2");
        });
        Assert.Equal("2"u8, image.Cat("two"));
        Assert.Equal("1"u8, image.Cat("one"));
    }

    [NeedsToolFact("mkntfs")]
    public void Dispose_WithoutFlush_WritesNothingMore()
    {
        using var image = new NtfsImage();
        using var device = new FileDevice(image.Path);
        NtfsFileSystem fileSystem = NtfsFileSystem.Open(device, writable: true);
        fileSystem.Write("/one", "1");
        int writes = device.Writes;
        fileSystem.Dispose();
        Assert.Equal(writes, device.Writes);
    }

    [NeedsToolFact("mkntfs", "ntfscat", "ntfsfix")]
    public void Write_InASliceOfADisk_TouchesNothingElse()
    {
        using var image = new NtfsImage(16);
        const int Start = 1 << 20;
        byte[] disk = [.. TestDisk.RandomBytes(Start), .. File.ReadAllBytes(image.Path), .. TestDisk.RandomBytes(Start, seed: 2)];
        BlockDevice slice = MappedDevice.Slice("partition 1", new MemoryDevice(disk), Start, 16 << 20);
        using (NtfsFileSystem fileSystem = NtfsFileSystem.Open(slice, writable: true))
        {
            fileSystem.Write("/file", "content");
            fileSystem.Flush();
        }

        Assert.Equal(TestDisk.RandomBytes(Start), disk[..Start]);
        Assert.Equal(TestDisk.RandomBytes(Start, seed: 2), disk[^Start..]);
        File.WriteAllBytes(image.Path, disk[Start..^Start]);
        image.RequireClean();
        Assert.Equal("content"u8, image.Cat("file"));
    }

    [NeedsToolFact("mkntfs", "ntfsfix")]
    public async Task Write_ToManyVolumesAtOnce_KeepsThemApart()
    {
        await Parallel.ForEachAsync(Enumerable.Range(1, 6), (number, _) =>
        {
            using var image = new NtfsImage(8);
            byte[] content = TestDisk.RandomBytes(100_000, number);
            for (int i = 0; i < 10; i++)
            {
                image.Change(fileSystem => fileSystem.Write($"/file{i}", content));
            }

            image.RequireClean();
            Assert.Equal(content, image.Cat("file9"));
            return ValueTask.CompletedTask;
        });
    }

    [NeedsToolFact("mkntfs")]
    public void Write_OpenForReading_IsRefused()
    {
        using var image = new NtfsImage(8);
        using var device = new FileDevice(image.Path);
        using NtfsFileSystem fileSystem = NtfsFileSystem.Open(device, writable: false);
        Assert.Throws<InvalidOperationException>(() => fileSystem.Write("/file", "x"));
        Assert.Throws<InvalidOperationException>(() => fileSystem.Delete("/file"));
        Assert.Equal(0, device.Writes);
    }

    [NeedsToolFact("mkntfs")]
    public void CreateLink_OnNtfs_IsRefused()
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem =>
        {
            Assert.Throws<IOException>(() => fileSystem.CreateLink("/link", "/target"));
            Assert.Throws<NotSupportedException>(() => fileSystem.SetAttribute("/", "user.x", [1]));
            Assert.Null(fileSystem.GetAttribute("/", "user.x"));
        });
    }

    private static byte[] MakeChanges(byte[] volume)
    {
        byte[] copy = [.. volume];
        using NtfsFileSystem fileSystem = NtfsFileSystem.Open(new MemoryDevice(copy), writable: true, new FixedTime());
        fileSystem.CreateFolders("/folder");
        for (int i = 0; i < 30; i++)
        {
            fileSystem.Write($"/folder/file{i}", TestDisk.RandomBytes(i * 1000));
        }

        fileSystem.Delete("/folder/file7");
        fileSystem.Flush();
        return copy;
    }
}
