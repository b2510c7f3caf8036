using Appliance.Builder.Images;
using Appliance.Guests.FileSystems;
using Appliance.Guests.MicroMachines;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Building;

/// <summary>Linux mounts what was made, finds all in it, and leaves it whole when it has changed it.</summary>
[Trait("Category", "Slow")]
public sealed class MountedDiskTests : IDisposable
{
    private const long Offset = 1 << 20;

    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsToolTheory("qemu-system-x86_64", "mkfs.xfs", "xfs_repair", "btrfs", "grub-mkimage")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public async Task Disk_ChangedByLinux_StaysWhole(string kind)
    {
        SmallBase.Write(_bench.Folder["root.tar"], names: 1000);
        string disk = await _bench.BuildAsync("", whole: $"appliance: 1\nname: web\nbase: {{ archive: root.tar }}\ndisk: {{ size: 320MiB, partitions: [{{ filesystem: {kind}, mount: / }}] }}\n");
        using (var file = File.OpenHandle(disk, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            using var engines = new MicroEngines(TimeProvider.System, default);
            IFileSystemEngine engine = kind == "xfs" ? engines.Xfs : engines.Btrfs;
            using FileSystem made = engine.Open(new ImageDevice(file, "disk", Offset, (320 - 2) << 20), writable: true);
            AssertHolds(made);
            made.Write("/new", new MemoryStream(TestDisk.Mixed(40 << 20)), FileRights.File);
            made.CreateFolder("/usr/lib/new", FileRights.Program);
            made.Delete("/usr/bin/perl5");
            made.SetAttribute("/etc/shadow", "user.x", "y"u8);
            made.Flush();
        }

        string part = _bench.Folder["part"];
        Tool.Run("dd", $"if={disk}", $"of={part}", "bs=1M", "skip=1", "count=318", "conv=sparse", "status=none");
        string[] check = kind == "xfs" ? ["xfs_repair", "-n", "-f", part] : ["btrfs", "check", "--check-data-csum", part];
        Tool.Run(check[0], check[1..]);
    }

    private static void AssertHolds(FileSystem made)
    {
        Assert.Equal(new FileRights(0x1A0, 0, 42), made.Find("/etc/shadow")!.Rights);
        Assert.Equal("capable"u8.ToArray(), made.GetAttribute("/usr/bin/ping", "security.note"));
        Assert.Equal(1000, made.List("/usr/lib").Count(node => node.Name.StartsWith("a name", StringComparison.Ordinal)));
        using Stream perl = made.OpenRead("/usr/bin/perl5");
        Assert.Equal(9000, perl.Length);
    }
}
