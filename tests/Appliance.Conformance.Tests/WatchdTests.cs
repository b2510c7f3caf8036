using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>The watchdog as systemd runs it. Where there is no Xen, it has a host that is out of reach to watch.</summary>
public sealed class WatchdTests
{
    [Fact]
    public async Task Watchd_TellsSystemdThatItIsReady_ServesMetrics_AndEndsBySigterm()
    {
        using var folder = new TemporaryFolder();
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(folder["notify"]));
        int port = FreePort();
        var start = new ProcessStartInfo(Command.Executable, ["runtime", "watchd", "--host", "xl://", "--listen", $"127.0.0.1:{port}", "--interval", "1s"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["NOTIFY_SOCKET"] = folder["notify"];
        using Process watchd = Process.Start(start)!;
        Task<string> error = watchd.StandardError.ReadToEndAsync();

        Assert.Equal("READY=1", await ReceiveAsync(systemd));
        using var client = new HttpClient();
        Assert.Contains("\n# TYPE appliance_host_up gauge\nappliance_host_up{host=", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics")), StringComparison.Ordinal);
        Tool.Run("kill", "-TERM", $"{watchd.Id}");
        Assert.Equal("STOPPING=1", await ReceiveAsync(systemd));

        await watchd.WaitForExitAsync();
        Assert.True(watchd.ExitCode == 0, await error);
        Assert.Equal("", await watchd.StandardOutput.ReadToEndAsync());
        Assert.EndsWith("appliance: stopped\n", await error, StringComparison.Ordinal);
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        byte[] buffer = new byte[100];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
