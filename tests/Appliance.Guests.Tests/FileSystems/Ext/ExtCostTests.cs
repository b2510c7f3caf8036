using System.Diagnostics;
using Appliance.Formats.Disks;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ext;

public sealed class ExtCostTests
{
    [NeedsToolFact("mke2fs")]
    public async Task Preparing_200SmallFilesReadAndAnInitrdRewritten_TakesLittle()
    {
        byte[] initrd = TestDisk.RandomBytes(40 << 20);
        using ExtImage image = ExtImage.Make("256M", "-t ext4", root =>
        {
            string folder = Directory.CreateDirectory(Path.Combine(root, "usr/lib/modules/kernel")).FullName;
            for (int i = 0; i < 200; i++)
            {
                File.WriteAllText(Path.Combine(folder, $"module-{i}"), new string('x', 3000));
            }

            File.WriteAllBytes(Path.Combine(root, "initrd.img"), new byte[1000]);
        });
        using var spool = new TemporaryFolder();
        await using OverlayDisk overlay = OverlayDisk.Over(FileDisk.Open(image.Path), spool.Path);
        var device = new DiskDevice(overlay, CancellationToken.None);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;

        using (var fileSystem = ExtFileSystem.Open(device, writable: true))
        {
            foreach (FileNode node in fileSystem.List("/usr/lib/modules/kernel"))
            {
                Assert.Equal(3000, ExtFileSystemReadTests.ReadAll(fileSystem, "/usr/lib/modules/kernel/" + node.Name).Length);
            }

            fileSystem.Write("/initrd.img", new MemoryStream(initrd), FileRights.Private);
            fileSystem.Flush();
        }

        // Four times of what it takes on a quiet machine, where other tests run beside it.
        TimeSpan spent = Process.GetCurrentProcess().TotalProcessorTime - before;
        Assert.InRange(spent.TotalSeconds, 0, 5);
    }
}
