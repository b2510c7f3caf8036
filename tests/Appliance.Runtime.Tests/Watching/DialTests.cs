using System.Net;
using System.Net.Sockets;
using System.Text;
using Appliance.Formats.Machines;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Tests.Shell;
using Appliance.Runtime.Watching;
using Appliance.Runtime.Xl.Watching;
using Appliance.Testing.Ssh;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

/// <summary>Connections that start at a host: this one, and one behind a real sshd.</summary>
public sealed class DialTests(LazySshServer ssh) : IClassFixture<LazySshServer>
{
    [NeedsSshFact]
    public async Task Dial_OverSsh_CarriesBothDirections()
    {
        await using GuardedShell shell = await OpenAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await using Stream connection = await shell.DialAsync("127.0.0.1", PortOf(listener), default);
        using TcpClient other = await listener.AcceptTcpClientAsync();
        await connection.WriteAsync("ping"u8.ToArray());
        await connection.FlushAsync();
        Assert.Equal("ping", await ReadAsync(other.GetStream()));
        await other.GetStream().WriteAsync("pong"u8.ToArray());
        Assert.Equal("pong", await ReadAsync(connection));

        Assert.Equal("still\n", (await shell.RunAsync("echo still", default)).Output);
    }

    [NeedsSshFact]
    public async Task Dial_OverSshToAServerThatSaysNothing_IsOpenAllTheSame()
    {
        await using GuardedShell shell = await OpenAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await using Stream connection = await shell.DialAsync("localhost", PortOf(listener), default);

        Assert.True(listener.Pending());
    }

    [NeedsSshFact]
    public async Task Dial_OverSshWhereNobodyListens_IsAnError()
    {
        await using GuardedShell shell = await OpenAsync();

        HostException e = await Assert.ThrowsAsync<HostException>(() => shell.DialAsync("127.0.0.1", 1, default));

        Assert.StartsWith("xen1: 127.0.0.1 port 1: nobody answers there", e.Message, StringComparison.Ordinal);
    }

    [NeedsSshFact]
    public async Task Dial_OverSshThatIsDisposed_ClosesTheOtherEnd()
    {
        await using GuardedShell shell = await OpenAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Stream connection = await shell.DialAsync("127.0.0.1", PortOf(listener), default);
        using TcpClient other = await listener.AcceptTcpClientAsync();

        await connection.DisposeAsync();

        Assert.Equal("", await ReadAsync(other.GetStream()));
    }

    [Fact]
    public async Task Dial_FromThisMachine_Connects()
    {
        await using var shell = new LocalShell("here");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using (await shell.DialAsync("127.0.0.1", PortOf(listener), default))
        {
            Assert.True(listener.Pending());
        }

        await Assert.ThrowsAsync<HostException>(() => shell.DialAsync("127.0.0.1", 1, default));
    }

    [NeedsSshFact]
    public async Task Probe_ThroughAHost_AsksTheGuest()
    {
        await using GuardedShell shell = await OpenAsync();
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var probe = new HealthProbe(new ScriptedHost((MachineState.Running, 1)) { Watch = new XlWatch(shell, shell) }, TimeSpan.FromSeconds(30), TimeProvider.System);

        HealthResult result = await probe.AskAsync(new HealthCheck(HealthCheckKind.Tcp, $"{PortOf(listener)}"), [HereAddress.Value], null, default);

        Assert.True(result.IsWell, result.Message);
    }

    private async Task<GuardedShell> OpenAsync() => (GuardedShell)await ShellBench.OpenAsync(ssh.Server);

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task<string> ReadAsync(Stream stream)
    {
        byte[] buffer = new byte[100];
        return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }
}
