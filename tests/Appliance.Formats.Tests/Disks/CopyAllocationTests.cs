using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.IO;
using Appliance.Formats.Vhd;
using Appliance.Formats.Vmdk;
using Appliance.Formats.Xva;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Disks;

/// <summary>A copy must not allocate for each block: what it takes for a long disk is what it takes for a short one.</summary>
[Collection(AloneCollection.Name)]
public sealed class CopyAllocationTests
{
    private const int Short = 16 << 20;
    private const int Long = 80 << 20;
    private const int Trials = 20; // a thread that is new to the pool of buffers takes one of its own

    // A block is one or two MiB: names of members, an enumerator, a callback that changes threads.
    private const long BytesPerBlock = 1024;

    private static readonly Guid Id = new("01020304-0506-0708-090a-0b0c0d0e0f10");

    [Fact]
    public Task Copy_StreamOptimizedToVhd_AllocatesNothingPerBlock()
        => TakesNoMemoryPerBlockAsync(OpenVmdkAsync, (file, length) => new VhdDynamicWriter(file, 0, length, Id, WriteOptions.Default));

    [Fact]
    public Task Copy_VhdToStreamOptimized_AllocatesNothingPerBlock()
        => TakesNoMemoryPerBlockAsync(OpenVhdAsync, OpenStreamWriter);

    [Fact]
    public Task Copy_StreamOptimizedToXva_AllocatesNothingPerBlock()
        => TakesNoMemoryPerBlockAsync(
            OpenVmdkAsync,
            (_, length) => new XvaDiskWriter(new XvaStreamOutput(ForwardOutput.ToStream(Stream.Null, WriteOptions.Default)), "Ref:1", length, XvaChecksum.Sha1, DateTimeOffset.UnixEpoch));

    private static async Task TakesNoMemoryPerBlockAsync(
        Func<string, byte[], Task<Disk>> open, Func<SafeFileHandle, long, DiskWriter> openWriter)
    {
        using var folder = new TemporaryFolder();
        await using Disk shortDisk = await open(folder["short"], TestDisk.Mixed(Short));
        await using Disk longDisk = await open(folder["long"], TestDisk.Mixed(Long));

        long forShort = await LeastAllocatedAsync(shortDisk, folder["out"], openWriter);
        long forLong = await LeastAllocatedAsync(longDisk, folder["out"], openWriter);

        const int moreBlocks = (Long - Short) >> 20;
        Assert.InRange((forLong - forShort) / moreBlocks, long.MinValue, BytesPerBlock);
    }

    private static async Task<long> LeastAllocatedAsync(Disk source, string path, Func<SafeFileHandle, long, DiskWriter> openWriter)
    {
        long least = long.MaxValue;
        for (int trial = 0; trial < Trials; trial++)
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
            await using DiskWriter writer = openWriter(file, source.Length);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await DiskCopier.CopyAsync(source, writer, workers: 2, progress: null, CancellationToken.None);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private static VmdkStreamWriter OpenStreamWriter(SafeFileHandle file, long length)
        => new(new FileOutput(file), length, new VmdkDiskLabel("disk.vmdk", Id, DiskBus.Unknown));

    private static async Task<Disk> OpenVmdkAsync(string path, byte[] content)
    {
        await WriteAsync(path, content, file => OpenStreamWriter(file, content.Length));
        return await VmdkImage.OpenAsync(FileDisk.Open(path), siblings: null, ReadOptions.Default, CancellationToken.None);
    }

    private static async Task<Disk> OpenVhdAsync(string path, byte[] content)
    {
        await WriteAsync(path, content, file => new VhdDynamicWriter(file, 0, content.Length, Id, WriteOptions.Default));
        return await VhdImage.OpenAsync(FileDisk.Open(path), siblings: null, ReadOptions.Default, CancellationToken.None);
    }

    private static async Task WriteAsync(string path, byte[] content, Func<SafeFileHandle, DiskWriter> openWriter)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        await using DiskWriter writer = openWriter(file);
        await DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 2, progress: null, CancellationToken.None);
    }
}
