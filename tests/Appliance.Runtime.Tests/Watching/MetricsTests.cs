using System.Net;
using System.Net.Sockets;
using System.Text;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class MetricsTests
{
    private const string Awkward = "http:80/a\"b\\c";

    [Fact]
    public void Page_OfAHost_IsWhatTheFormatAllows()
    {
        IReadOnlyDictionary<string, double> samples = ExpositionReader.Read(MetricsPage.Write(Snapshot));

        Assert.Equal(1, samples["appliance_host_up{host=xen1}"]);
        Assert.Equal(1L << 30, samples["appliance_host_memory_free_bytes"]);
        Assert.Equal(0.25, samples["appliance_host_load1"]);
        Assert.Equal(500, samples["appliance_pool_free_bytes{pool=fast}"]);
        Assert.Equal(1, samples["appliance_machine_state{machine=web01,state=running}"]);
        Assert.Equal(0, samples["appliance_machine_state{machine=web01,state=crashed}"]);
        Assert.Equal(12.5, samples["appliance_machine_cpu_seconds_total{machine=web01}"]);
        Assert.Equal(2, samples["appliance_machine_restarts_total{machine=web01}"]);
        Assert.Equal(0, samples[$"appliance_machine_healthy{{machine=web01,check={Awkward}}}"]);
        Assert.Equal(512, samples["appliance_machine_disk_read_bytes_total{machine=web01,disk=xvda}"]);
        Assert.Equal(9, samples["appliance_machine_network_sent_bytes_total{machine=web01,card=0}"]);
        Assert.DoesNotContain(samples.Keys, key => key.Contains("broken", StringComparison.Ordinal));
    }

    [Fact]
    public void Page_OfAHostThatIsOutOfReach_SaysOnlyThat()
    {
        IReadOnlyDictionary<string, double> samples = ExpositionReader.Read(MetricsPage.Write(new HostSnapshot("xen1", false, null, [], [])));

        Assert.Equal(["appliance_host_up{host=xen1}"], samples.Keys);
    }

    [Fact]
    public async Task Server_AskedForMetrics_AnswersWithThem()
    {
        await using var server = new MetricsServer(new IPEndPoint(IPAddress.Loopback, 0), () => MetricsPage.Write(Snapshot));
        using var client = new HttpClient();

        using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://localhost:{server.Place.Port}/metrics"));
        string page = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(MetricsPage.Write(Snapshot), page);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri($"http://localhost:{server.Place.Port}/"))).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PostAsync(new Uri($"http://localhost:{server.Place.Port}/metrics"), null)).StatusCode);
    }

    [Theory]
    [InlineData("rubbish\r\n\r\n")]
    [InlineData("GET  /metrics HTTP/1.1 \r\n\r\n")]
    [InlineData("\r\n\r\n")]
    public async Task Server_AskedForRubbish_RefusesItAndServesTheNext(string question)
    {
        await using var server = new MetricsServer(new IPEndPoint(IPAddress.Loopback, 0), () => "page\n");

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", await AskAsync(server, Encoding.ASCII.GetBytes(question)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", await AskAsync(server, Enumerable.Repeat((byte)'x', 8192).ToArray()), StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\npage\n", await AskAsync(server, "GET /metrics HTTP/1.0\r\n\r\n"u8.ToArray()), StringComparison.Ordinal);
    }

    private static HostSnapshot Snapshot { get; } = new(
        "xen1",
        true,
        new HostReport
        {
            Name = "xen1",
            Address = "xl://",
            Cpus = 2,
            Memory = 4L << 30,
            FreeMemory = 1L << 30,
            Load = 0.25,
            Pools = [new PoolReport(new StoragePool { Name = "fast", Location = "/fast" }, 1000, 500), new PoolReport(new StoragePool { Name = "broken", Location = "/b" }, 0, 0, "gone")],
        },
        [
            new MachineHealth(
                new MachineStatus("xen1", new MachineRecord { Name = "web01", Uuid = Guid.Empty }, MachineState.Running) { CpuSeconds = 12.5, DomainId = 3 },
                [new HealthResult(HealthCheck.Parse(Awkward), false, "answers 503"), new HealthResult(HealthCheck.Parse("console:up"), null, "")],
                2),
            new MachineHealth(new MachineStatus("xen1", new MachineRecord { Name = "web02", Uuid = Guid.Empty }, MachineState.Stopped), [], 0),
        ],
        [new DeviceUsage("web01", "xvda", true, 512, 1024), new DeviceUsage("web01", "0", false, 8, 9)]);

    private static async Task<string> AskAsync(MetricsServer server, byte[] question)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Place);
        await client.GetStream().WriteAsync(question);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }
}
