using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Testing;
using Appliance.Testing.Guests;
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

    [NeedsToolFact("mkntfs", "ntfscp")]
    public void Write_OverFileThatDiffersInAByte_WritesLittle()
    {
        using var image = new NtfsImage();
        byte[] content = TestDisk.RandomBytes(5_000_000);
        image.Copy(content, "SOFTWARE");
        content[3_000_000] ^= 1;
        Assert.InRange(image.ChangeAbove(fileSystem => fileSystem.Write("/software", content)), 1, 200_000);
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
