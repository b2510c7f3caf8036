using Appliance.Formats.Disks;
using Appliance.Runtime.Xl.Storage.Wire;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>What is read over the wire is what was asked for, or an error.</summary>
public sealed class RemoteDiskTests
{
    // Several pieces, and an odd end.
    private static readonly byte[] Content = TestDisk.RandomBytes((9 << 20) + 13);

    [Fact]
    public async Task Read_File_IsItsContent()
    {
        await using var bench = new PoolBench();
        await using Disk disk = await OpenAsync(bench, Content.Length);
        await DiskAssert.HoldsAsync(Content, disk);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    public async Task Read_TinyFile_IsItsContent(int length)
    {
        await using var bench = new PoolBench();
        await using Disk disk = await OpenAsync(bench, length);
        await DiskAssert.HoldsAsync(Content[..length], disk);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(5 << 20)]
    public async Task Read_FileThatEndsEarly_IsAnError(int missing)
    {
        await using var bench = new PoolBench();
        await using Disk disk = await OpenAsync(bench, Content.Length + missing);
        HostException error = await Assert.ThrowsAsync<HostException>(() => DiskAssert.ReadAllAsync(disk));
        Assert.Contains("it ends before byte", error.Message, StringComparison.Ordinal);
        Assert.Contains(bench["disk"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FileThatIsGone_IsAnError()
    {
        await using var bench = new PoolBench();
        await using Disk disk = await OpenAsync(bench, Content.Length);
        File.Delete(bench["disk"]);
        HostException error = await Assert.ThrowsAsync<HostException>(() => DiskAssert.ReadAllAsync(disk));
        Assert.Contains("No such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AfterOneThatFailed_IsAnError()
    {
        await using var bench = new PoolBench();
        await using Disk disk = await OpenAsync(bench, Content.Length + 13);
        var buffer = new byte[13];
        await Assert.ThrowsAsync<HostException>(() => disk.ReadAsync(Content.Length, buffer, default).AsTask());
        HostException error = await Assert.ThrowsAsync<HostException>(() => disk.ReadAsync(0, buffer, default).AsTask());
        Assert.Equal($"xen1: {bench["disk"]}: an earlier read of it did not come to its end; begin anew", error.Message);
    }

    [Fact]
    public async Task Read_AfterOneThatWasCancelled_IsNeverAnothersAnswer()
    {
        await using var bench = new PoolBench();
        // A pipe, which nobody writes to yet: the read waits in dd until it is cancelled.
        Tool.Run("mkfifo", bench["pipe"]);
        await using Disk disk = await RemoteDisk.OpenAsync(bench.Shell, bench["pipe"], Content.Length, default);
        using var cancellation = new CancellationTokenSource();
        Task read = disk.ReadAsync(0, new byte[13], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<HostException>(() => disk.ReadAsync(8 << 20, new byte[13], limit.Token).AsTask());
    }

    private static async Task<Disk> OpenAsync(PoolBench bench, int length)
    {
        File.WriteAllBytes(bench["disk"], length < Content.Length ? Content[..length] : Content);
        return await RemoteDisk.OpenAsync(bench.Shell, bench["disk"], length, default);
    }
}
