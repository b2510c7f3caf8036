using Appliance.Formats.Disks;
using Appliance.Formats.Vhd;
using Appliance.Formats.Verification;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Vhd;

/// <summary>Writes VHDs with our writers, and opens and checks them.</summary>
internal static class VhdSamples
{
    public const int Block = 2 << 20;

    public static Guid Id { get; } = new("8f14e45f-ceea-467f-ab5c-9dc7f5a3d201");

    public static async Task WriteDynamicAsync(string path, Disk source, int workers = 2, WriteOptions? options = null)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        await using var writer = new VhdDynamicWriter(file, 0, source.Length, Id, options ?? WriteOptions.Default);
        await DiskCopier.CopyAsync(source, writer, workers, progress: null, CancellationToken.None);
        Assert.Equal(writer.FileLength, RandomAccess.GetLength(file));
    }

    public static async Task WriteFixedAsync(string path, Disk source)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        await using var writer = new VhdFixedWriter(file, 0, source.Length, Id, WriteOptions.Default);
        await DiskCopier.CopyAsync(source, writer, workers: 2, progress: null, CancellationToken.None);
        Assert.Equal(writer.FileLength, RandomAccess.GetLength(file));
    }

    /// <summary>The bytes of a dynamic VHD over <paramref name="content"/>.</summary>
    public static async Task<byte[]> DynamicAsync(byte[] content)
    {
        using var folder = new TemporaryFolder();
        await WriteDynamicAsync(folder["disk.vhd"], new TestDisk(content));
        return await File.ReadAllBytesAsync(folder["disk.vhd"]);
    }

    /// <summary>The bytes of a fixed VHD over <paramref name="content"/>.</summary>
    public static async Task<byte[]> FixedAsync(byte[] content)
    {
        using var folder = new TemporaryFolder();
        await WriteFixedAsync(folder["disk.vhd"], new TestDisk(content));
        return await File.ReadAllBytesAsync(folder["disk.vhd"]);
    }

    public static ValueTask<Disk> OpenAsync(byte[] file, List<string>? remarks = null, string name = "test.vhd")
        => VhdImage.OpenAsync(
            new TestDisk(file, name, allData: true), siblings: null, new ReadOptions { Warn = remark => remarks?.Add(remark) }, CancellationToken.None);

    public static ValueTask<Disk> OpenAsync(string path)
        => VhdImage.OpenAsync(FileDisk.Open(path), siblings: null, ReadOptions.Default, CancellationToken.None);

    public static async Task<FindingList> VerifyAsync(Disk file)
    {
        var findings = new FindingList();
        await VhdVerifier.VerifyAsync(file, siblings: null, findings, ReadOptions.Default, CancellationToken.None);
        return findings;
    }

    /// <summary>Content rounded up to whole sectors, as a VHD holds it.</summary>
    public static byte[] InSectors(byte[] content)
    {
        Array.Resize(ref content, (content.Length + 511) / 512 * 512);
        return content;
    }
}
