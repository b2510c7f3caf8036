using System.Runtime.Versioning;
using System.Text.Json;
using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Nbd;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Nbd;

public class NbdServerTests
{
    [NeedsToolTheory("qemu-img")]
    [InlineData(512)]
    [InlineData(3 << 20)]
    [InlineData((3 << 20) + 13)]
    public async Task Server_WhenReadByQemu_GivesTheSameBytes(int length)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(length);
        await using NbdServer server = NbdServer.Start(new ArrayDevice(content));

        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "raw", server.Uri, folder["copy.raw"]);

        // qemu rounds what it copies up to whole sectors.
        DiskAssert.Same(content, File.ReadAllBytes(folder["copy.raw"]).AsSpan(0, length));
        server.ThrowIfFailed();
    }

    [NeedsToolFact("qemu-img")]
    public async Task Info_OfAnExport_TellsItsSize()
    {
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[5 << 20]));

        using JsonDocument info = JsonDocument.Parse(Tool.Run("qemu-img", "info", "--output=json", server.Uri));

        Assert.Equal(5 << 20, info.RootElement.GetProperty("virtual-size").GetInt64());
    }

    [NeedsToolFact("qemu-img")]
    public async Task Export_WithAHostileName_IsFound()
    {
        const string Name = "a b/ü?#%";
        byte[] content = TestDisk.RandomBytes(64 << 10);
        await using NbdServer server = NbdServer.Start(new Dictionary<string, BlockDevice>
        {
            ["first"] = new ArrayDevice(new byte[512]),
            [Name] = new ArrayDevice(content),
        });
        using var folder = new TemporaryFolder();

        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "raw", server.UriOf(Name), folder.Write("content.raw", content));
    }

    [NeedsToolFact("qemu-img")]
    public async Task Export_ThatIsNotThere_IsRefused()
    {
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[512]));

        (int code, _, string error) = Tool.TryRun("qemu-img", "info", server.UriOf("other"));

        Assert.Equal(1, code);
        Assert.Contains("export", error, StringComparison.Ordinal);
    }

    [NeedsToolFact("qemu-io")]
    public async Task Writes_OfQemu_ReachTheDevice()
    {
        var device = new ArrayDevice(TestDisk.RandomBytes(1 << 20));
        await using NbdServer server = NbdServer.Start(device);

        Tool.Run("qemu-io", "-f", "raw", "-c", "write -P 0x5a 1000 70000", "-c", "write -z 200k 100k", "-c", "write -f -P 7 512k 1k", "-c", "discard 0 4k", "-c", "flush", server.Uri);

        byte[] expected = TestDisk.RandomBytes(1 << 20);
        expected.AsSpan(1000, 70_000).Fill(0x5a);
        expected.AsSpan(200 << 10, 100 << 10).Clear();
        expected.AsSpan(512 << 10, 1 << 10).Fill(7);
        DiskAssert.Same(expected, device.Content);
    }

    [NeedsToolFact("qemu-io")]
    public async Task Writes_ToWhatIsReadOnly_AreRefused()
    {
        var device = new ArrayDevice(new byte[4096], canWrite: false);
        await using NbdServer server = NbdServer.Start(device);

        Assert.NotEqual(0, Tool.TryRun("qemu-io", "-f", "raw", "-c", "write -P 1 0 512", server.Uri).ExitCode);
        Assert.DoesNotContain((byte)1, device.Content);
    }

    [NeedsToolFact("qemu-io")]
    public async Task Device_ThatFails_TellsItsOwnerWhy()
    {
        var damage = new InvalidImageException("disk.vmdk", 7, "a grain is cut short");
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[1 << 20], failure: damage));

        (_, string output, string error) = Tool.TryRun("qemu-io", "-f", "raw", "-c", "read 0 512", server.Uri);

        Assert.Contains("Input/output error", output + error, StringComparison.Ordinal);
        Assert.Same(damage, server.Failure);
        Assert.Same(damage, Assert.Throws<InvalidImageException>(server.ThrowIfFailed));
    }

    [NeedsToolFact("qemu-io")]
    public async Task Device_ThatIsFull_SaysSo()
    {
        var full = new IOException("No space left on device", 28);
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[1 << 20], failure: full));

        (_, string output, string error) = Tool.TryRun("qemu-io", "-f", "raw", "-c", "write 0 512", server.Uri);

        Assert.Contains("No space left on device", output + error, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Folder_OfTheSocket_IsPrivateAndGoesAway()
    {
        NbdServer server = NbdServer.Start(new ArrayDevice(new byte[512]));
        string folder = Path.GetDirectoryName(server.SocketPath)!;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        await server.DisposeAsync();
        Assert.False(Directory.Exists(folder));
    }
}
