using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Verification;
using Appliance.Formats.Vmdk;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Images by our writers.</summary>
internal static class VmdkSamples
{
    public static readonly VmdkDiskLabel Label = new("disk.vmdk", new Guid("01020304-0506-0708-090a-0b0c0d0e0f10"));

    public static async Task WriteStreamAsync(string path, Disk source, int workers = 2, VmdkDiskLabel? label = null)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        await using var writer = new VmdkStreamWriter(new FileOutput(file), source.Length, label ?? Label);
        await DiskCopier.CopyAsync(source, writer, workers, progress: null, CancellationToken.None);
        Assert.Equal(writer.FileLength, RandomAccess.GetLength(file));
    }

    public static async Task WriteSparseAsync(string path, Disk source, int workers = 2, VmdkDiskLabel? label = null)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        await using var writer = new VmdkSparseWriter(file, source.Length, label ?? Label);
        await DiskCopier.CopyAsync(source, writer, workers, progress: null, CancellationToken.None);
        Assert.Equal(writer.FileLength, RandomAccess.GetLength(file));
    }

    public static ValueTask<Disk> OpenAsync(string path)
        => VmdkImage.OpenAsync(FileDisk.Open(path), null, new ReadOptions { MaxDiskSize = long.MaxValue }, CancellationToken.None);

    /// <summary>Our verifier finds nothing at all.</summary>
    public static async Task VerifyAsync(string path)
    {
        var findings = new FindingList();
        await using Disk file = FileDisk.Open(path);
        await VmdkVerifier.VerifyAsync(file, null, findings, new ReadOptions(), CancellationToken.None);
        Assert.Empty(findings.Select(finding => finding.ToString()));
    }

    /// <summary>qemu-img finds no fault, and the same bytes as in a raw image.</summary>
    public static void AgreeWithQemu(string path, string truth)
    {
        Tool.Run("qemu-img", "check", "-f", "vmdk", path);
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "vmdk", truth, path);
    }

    /// <summary>The virtual size that qemu sees.</summary>
    public static long QemuSize(string path)
        => System.Text.Json.JsonDocument.Parse(Tool.Run("qemu-img", "info", "-f", "vmdk", "--output=json", path)).RootElement.GetProperty("virtual-size").GetInt64();
}
