using System.Diagnostics;
using Appliance.Formats.Disks;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ntfs;

public sealed class NtfsSpeedTests
{
    /// <summary>What preparing a Windows does: two hives out and in, ten drivers in. Some 0.1 s; the bound leaves room for a busy machine.</summary>
    [NeedsToolFact("mkntfs", "ntfsfix")]
    [Trait("Category", "Slow")]
    public async Task Write_HivesAndDriversThroughAnOverlay_TakesLittleProcessorTime()
    {
        using var image = new NtfsImage(256);
        using var folder = new TemporaryFolder();
        byte[] hive = TestDisk.Mixed(10_000_000);
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/Windows", "/Windows/System32", "/Windows/System32/config", "/Windows/System32/drivers");
            fileSystem.Write("/Windows/System32/config/SYSTEM", hive);
            fileSystem.Write("/Windows/System32/config/SOFTWARE", hive);
            for (int i = 0; i < 2000; i++)
            {
                fileSystem.Write($"/Windows/System32/drivers/driver{i}.sys", "x");
            }
        });

        await using OverlayDisk overlay = OverlayDisk.Over(FileDisk.Open(image.Path), folder.Path);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        Prepare(overlay, hive);
        TimeSpan spent = Process.GetCurrentProcess().TotalProcessorTime - before;
        Console.WriteLine($"CPU {spent} wall {watch.Elapsed}");
        Assert.InRange(spent, TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
    }

    private static void Prepare(OverlayDisk overlay, byte[] hive)
    {
        byte[] driver = TestDisk.RandomBytes(300_000);
        using NtfsFileSystem fileSystem = NtfsFileSystem.Open(new DiskDevice(overlay, default), writable: true);
        foreach (string name in (string[])["SYSTEM", "SOFTWARE"])
        {
            Assert.Equal(hive.Length, fileSystem.ReadAll($"/windows/system32/config/{name}").Length);
            fileSystem.Write($"/windows/system32/config/{name}", hive);
        }

        for (int i = 0; i < 10; i++)
        {
            fileSystem.Write($"/windows/system32/drivers/xen{i}.sys", driver);
        }

        fileSystem.Flush();
    }
}
