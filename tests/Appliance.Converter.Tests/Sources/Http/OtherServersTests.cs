using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Appliance.Converter.Sources.Http;
using Appliance.Converter.Tests.Sources.Http.Servers;
using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Sources.Http;

/// <summary>Servers, images and clients that are not ours.</summary>
public sealed class OtherServersTests
{
    private readonly Fetch _fetch = new();

    [NeedsToolTheory("qemu-img")]
    [InlineData("vmdk", "subformat=streamOptimized")]
    [InlineData("vmdk", "subformat=monolithicSparse")]
    [InlineData("vpc", "subformat=dynamic")]
    [InlineData("qcow2", "cluster_size=65536")]
    public async Task OpenDisk_AnImageByQemuOverABadLine_HoldsTheGuestsBytes(string format, string option)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(24 << 20);
        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", format, "-o", option, folder.Write("disk.raw", content), folder["image"]);
        await using Kestrel server = await Kestrel.StartAsync(await File.ReadAllBytesAsync(folder["image"]));
        var cuts = new Random(5);
        await using var relay = new CuttingRelay(server.Address.Port, () => cuts.Next(100_000, 4 << 20));

        HttpDisk file = await _fetch.OpenDiskAsync(new Uri($"http://127.0.0.1:{relay.Port}/image"));
        await using Disk disk = await DiskImages.OpenAsync(file, siblings: null, ReadOptions.Default, SourceOptions.Default, default);

        var read = new byte[content.Length];
        await disk.ReadAsync(0, read, default);
        DiskAssert.Same(content, read);
    }

    [NeedsToolFact("python3")]
    public async Task OpenStream_ThePythonServer_ReadsTheSameBytesWithoutRanges()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.RandomBytes(3_000_000);
        folder.Write("disk.img", content);
        int port = FreePort();
        using Process server = Process.Start(new ProcessStartInfo("python3", ["-m", "http.server", "--bind", "127.0.0.1", "--directory", folder.Path, $"{port}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            await AnswersAsync(port);
            var url = new Uri($"http://127.0.0.1:{port}/disk.img");
            using HttpResource resource = await _fetch.OpenAsync(url);

            Assert.Null(resource.OpenDisk());
            Assert.Equal(content.Length, resource.Length);
            await _fetch.HoldsAsync(content, url);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task AnswersAsync(int port)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }
    }
}
