using Appliance.Runtime.Shell;
using Appliance.Runtime.Tests.Hardware;
using Appliance.Runtime.Xl.Storage.Wire;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>What was written is read back.</summary>
public sealed class RemoteFileTests
{
    private static readonly byte[] Content = TestDisk.RandomBytes(3 << 20);

    [Fact]
    public async Task Verify_WhatWasWritten_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        await using var shell = new LocalShell("xen1");
        await using RemoteFile file = await WriteAsync(shell, folder);
        Assert.True(await file.VerifyAsync(shell, default));
    }

    [Fact]
    public async Task Verify_OneOtherByte_IsNotTheSame()
    {
        using var folder = new TemporaryFolder();
        await using var shell = new LocalShell("xen1");
        await using RemoteFile file = await WriteAsync(shell, folder);
        Content[1]++;
        folder.Write("disk", Content);
        Content[1]--;
        Assert.False(await file.VerifyAsync(shell, default));
    }

    [Fact]
    public async Task Verify_FileThatCannotBeRead_IsAnError()
    {
        using var folder = new TemporaryFolder();
        await using var shell = new LocalShell("xen1");
        await using RemoteFile file = await WriteAsync(shell, folder);
        File.Delete(folder["disk"]);
        HostException error = await Assert.ThrowsAsync<HostException>(() => file.VerifyAsync(shell, default));
        Assert.StartsWith($"xen1: cannot read back {folder["disk"]}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ReadThatFailsAtItsEnd_IsAnError()
    {
        // All bytes come, and then the read fails, as it does where the last of them are bad.
        using var folder = new TemporaryFolder();
        FakeTools.Write(folder, "tools/dd", "/bin/dd \"$@\"; echo 'Input/output error' >&2; exit 1");
        await using var shell = new LocalShell("xen1");
        await using var broken = new PathShell(folder["tools"]);
        await using RemoteFile file = await WriteAsync(shell, folder);
        HostException error = await Assert.ThrowsAsync<HostException>(() => file.VerifyAsync(broken, default));
        Assert.Equal($"xen1: cannot read back {folder["disk"]}: Input/output error", error.Message);
    }

    private static async Task<RemoteFile> WriteAsync(LocalShell shell, TemporaryFolder folder)
    {
        RemoteFile file = await RemoteFile.OpenAsync(shell, folder.Write("disk", new byte[Content.Length]), default);
        await file.WriteAsync(0, Content, default);
        await file.CompleteAsync("write", default);
        return file;
    }
}
