using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ntfs;

public sealed class NtfsVolumeTests
{
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
}
