using Appliance.Formats.Disks;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>The life of a disk in a folder.</summary>
public sealed class FolderPoolTests
{
    private const int MiB = 1 << 20;

    private static readonly byte[] Content = TestDisk.Mixed(3 * MiB);

    [Fact]
    public async Task Write_Content_IsTheFile()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(Content);
        DiskAssert.Same(Content, File.ReadAllBytes(disk.Path));
    }

    [Fact]
    public async Task Write_MostlyZeros_TakesTheRoomOfItsData()
    {
        var content = new byte[64 * MiB];
        TestDisk.RandomBytes(MiB).CopyTo(content, 32 * MiB);
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(content);
        Assert.Equal(content.Length, new FileInfo(disk.Path).Length);
        Assert.InRange(Allocated(disk), MiB, 2 * MiB);
    }

    [Fact]
    public async Task Write_File_IsForNobodyElse()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(Content);
        Assert.Equal("600", Tool.Run("stat", "-c", "%a", disk.Path).Trim());
    }

    [Fact]
    public async Task Open_Disk_ReadsTheSame()
    {
        await using var bench = new PoolBench();
        await using Disk disk = await bench.Pool.OpenAsync(await bench.WriteAsync(Content), default);
        await DiskAssert.HoldsAsync(Content, disk);
    }

    [NeedsToolFact("qemu-img")]
    public async Task Write_Vhd_IsReadByQemu()
    {
        await using var bench = new PoolBench(VolumeFormat.Vhd);
        DiskRecord disk = await bench.WriteAsync(Content);
        Tool.Run("qemu-img", "convert", "-f", "vpc", "-O", "raw", disk.Path, bench["vhd.raw"]);
        byte[] read = File.ReadAllBytes(bench["vhd.raw"]);
        DiskAssert.Same(Content, read.AsSpan(0, Content.Length));
        Assert.False(read.AsSpan(Content.Length).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public async Task Open_Vhd_ReadsTheSame()
    {
        await using var bench = new PoolBench(VolumeFormat.Vhd);
        await using Disk disk = await bench.Pool.OpenAsync(await bench.WriteAsync(Content), default);
        await DiskAssert.HoldsAsync(Content, disk);
    }

    [Fact]
    public async Task Copy_SparseDisk_IsTheSameAndSparse()
    {
        var content = new byte[16 * MiB];
        TestDisk.RandomBytes(MiB).CopyTo(content, 3 * MiB);
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(content), copy = bench.Disk(content.Length, "xvda.before");
        await bench.Pool.CopyAsync(disk, copy, default);
        DiskAssert.Same(content, File.ReadAllBytes(copy.Path));
        Assert.InRange(Allocated(copy), MiB, 2 * MiB);
    }

    [Fact]
    public async Task Grow_Disk_HasZerosBehindItsContent()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.Pool.GrowAsync(await bench.WriteAsync(Content), 5 * MiB, default);
        Assert.Equal(5 * MiB, disk.Size);
        DiskAssert.Same([.. Content, .. new byte[2 * MiB]], File.ReadAllBytes(disk.Path));
    }

    [Fact]
    public async Task Grow_FileThatIsLarger_IsNeverCut()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(Content);
        await bench.Pool.GrowAsync(disk with { Size = MiB }, 2 * MiB, default);
        DiskAssert.Same(Content, File.ReadAllBytes(disk.Path));
    }

    [Fact]
    public async Task Grow_FileThatIsGone_IsNotMadeAnew()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(Content);
        File.Delete(disk.Path);
        await Assert.ThrowsAsync<HostException>(() => bench.Pool.GrowAsync(disk, 5 * MiB, default));
        Assert.False(File.Exists(disk.Path));
    }

    [Fact]
    public async Task Revert_ChangedAndGrownDisk_IsAsItWasKept()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(Content), kept = bench.Disk(Content.Length, "xvda.before");
        await bench.Pool.CopyAsync(disk, kept, default);
        await bench.Pool.GrowAsync(disk, 5 * MiB, default);
        await bench.Pool.RevertAsync(disk, kept, default);
        DiskAssert.Same(Content, File.ReadAllBytes(disk.Path));
        DiskAssert.Same(Content, File.ReadAllBytes(kept.Path));
    }

    [Fact]
    public async Task Remove_LastDisk_TakesTheMachinesFolderWithIt()
    {
        await using var bench = new PoolBench();
        await bench.Pool.RemoveAsync(await bench.WriteAsync(Content), default);
        Assert.Empty(Directory.GetFileSystemEntries(bench["pool"]));
    }

    [Fact]
    public async Task Remove_DiskThatIsNotThere_IsNoError()
    {
        await using var bench = new PoolBench();
        await bench.Pool.RemoveAsync(bench.Disk(MiB), default);
    }

    [Fact]
    public async Task Remove_WhatCannotBeRemoved_IsAnError()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(MiB);
        Directory.CreateDirectory(disk.Path);
        await Assert.ThrowsAsync<HostException>(() => bench.Pool.RemoveAsync(disk, default));
    }

    [Fact]
    public async Task List_Pool_HasDisksAndSnapshotsOnly()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(Content), kept = await bench.WriteAsync(Content, "xvda.before");
        File.WriteAllText($"{bench["pool"]}/web/notes.txt", "");
        Assert.Equal([disk.Path, kept.Path], (await bench.Pool.ListAsync(default)).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task List_PoolThatIsNotThereYet_IsEmpty()
    {
        await using var bench = new PoolBench();
        Assert.Empty(await bench.Pool.ListAsync(default));
    }

    [Fact]
    public async Task List_PoolThatIsNoFolder_IsAnError()
    {
        await using var bench = new PoolBench();
        File.WriteAllText(bench["pool"], "");
        await Assert.ThrowsAsync<HostException>(() => bench.Pool.ListAsync(default));
    }

    private static long Allocated(DiskRecord disk) => 512 * long.Parse(Tool.Run("stat", "-c", "%b", disk.Path), System.Globalization.CultureInfo.InvariantCulture);
}
