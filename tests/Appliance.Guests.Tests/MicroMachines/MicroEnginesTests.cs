using System.Diagnostics;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.MicroMachines;
using Appliance.Guests.Tests.Nbd;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.MicroMachines;

/// <summary>The life of the machine itself; each test boots one.</summary>
[Trait("Category", "Slow")]
[Collection("micro machine")]
public sealed class MicroEnginesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs", "mkfs.btrfs", "mke2fs")]
    public void Machine_IsSharedByAllVolumes_AndLeavesNothingBehind()
    {
        byte[] big = TestDisk.RandomBytes(1 << 20);
        using var xfs = new FileDevice(GuestImage.Xfs(_folder, big));
        using var btrfs = new FileDevice(GuestImage.Btrfs(_folder, big));
        using var ext = new FileDevice(GuestImage.MakeFile(_folder, "ext4.img", 64 << 20, image => Tool.Run("mke2fs", "-q", "-t", "ext4", "-d", _folder["root"], image)));
        int before = Machines().Length;
        using (var engines = new MicroEngines(new FixedTime(), CancellationToken.None))
        {
            FileSystem[] all = [engines.Xfs.Open(xfs, writable: true), engines.Btrfs.Open(btrfs, writable: true), engines.Ext.Open(ext, writable: true)];

            Assert.All(all, fileSystem => Assert.True(fileSystem.FreeBytes > 1 << 20));
            foreach (FileSystem fileSystem in all)
            {
                fileSystem.Write("/copy", all[0].OpenRead("/boot/big"), FileRights.File);
                fileSystem.Flush();
                fileSystem.Dispose();
            }

            Assert.Equal(before + 1, Machines().Length);
        }

        Assert.Equal(before, Machines().Length);
        Tool.Run("e2fsck", "-fn", _folder["ext4.img"]);
        Tool.Run("debugfs", "-R", $"dump /copy {_folder["copy"]}", _folder["ext4.img"]);
        DiskAssert.Same(big, File.ReadAllBytes(_folder["copy"]));

        // Some seconds after the machine's clock was set.
        Assert.Contains("mtime: 0x5e0be1", Tool.Run("debugfs", "-R", "stat /copy", _folder["ext4.img"]), StringComparison.Ordinal);
    }

    [NeedsToolFact("qemu-system-x86_64", "mke2fs", "e2fsck")]
    public void Journal_OfExt4_IsReplayedByMounting()
    {
        string image = GuestImage.MakeFile(_folder, "ext4.img", 64 << 20, image => Tool.Run("mke2fs", "-q", "-t", "ext4", image));
        Tool.Run("debugfs", "-w", "-R", "feature needs_recovery", image);
        using var device = new FileDevice(image);
        using var engines = new MicroEngines(TimeProvider.System, CancellationToken.None);

        engines.ReplayByMounting(device);

        Assert.DoesNotContain("needs_recovery", Tool.Run("dumpe2fs", "-h", image), StringComparison.Ordinal);
    }

    [NeedsToolFact("qemu-system-x86_64")]
    public void Cancellation_EndsTheMachine()
    {
        int before = Machines().Length;
        using var stop = new CancellationTokenSource();
        using var engines = new MicroEngines(TimeProvider.System, stop.Token);
        engines.Start();
        Assert.Equal(before + 1, Machines().Length);

        stop.CancelAfter(500);

        Assert.ThrowsAny<OperationCanceledException>(() => engines.Xfs.Open(new ArrayDevice(new byte[1 << 20]), writable: true));
        Assert.Equal(before, Machines().Length);
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Machine_ThatEnds_IsFollowedByAnother()
    {
        using var device = new FileDevice(GuestImage.Xfs(_folder, [1]));
        using var engines = new MicroEngines(TimeProvider.System, CancellationToken.None);
        using FileSystem lost = engines.Xfs.Open(device, writable: false);
        Assert.Single(Machines()).Kill();
        Assert.Throws<IOException>(() => lost.FreeBytes);

        using FileSystem fileSystem = engines.Xfs.Open(device, writable: true);

        Assert.True(fileSystem.FreeBytes > 0);
    }

    [NeedsToolFact("qemu-system-x86_64")]
    public void Device_ThatFails_IsTheErrorThatIsTold()
    {
        var damage = new InvalidImageException("disk.vmdk", 7, "a grain is cut short");
        using var engines = new MicroEngines(TimeProvider.System, CancellationToken.None);

        var error = Assert.Throws<InvalidImageException>(() => engines.Xfs.Open(new ArrayDevice(new byte[32 << 20], failure: damage), writable: true));

        Assert.Same(damage, error);
    }

    private static Process[] Machines() => ChildProcesses.Named("qemu-system-x86_64");

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(0x5e0be100);
    }
}
