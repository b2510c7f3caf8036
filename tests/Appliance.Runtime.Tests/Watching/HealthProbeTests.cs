using System.Net;
using System.Net.Sockets;
using System.Text;
using Appliance.Formats.Machines;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

/// <summary>Checks against real listeners, on an address of this machine that is not loopback.</summary>
public sealed class HealthProbeTests
{
    private static readonly string[] Here = [HereAddress.Value];

    [Fact]
    public async Task Ask_ForAPortThatIsOpen_Holds()
    {
        using var listener = new Answerer("");

        Assert.Equal((true, $"port {listener.Port} takes connections"), await AskAsync($"tcp:{listener.Port}"));
    }

    [Fact]
    public async Task Ask_ForAPortThatIsClosed_DoesNotHold()
    {
        int port;
        using (var listener = new Answerer(""))
        {
            port = listener.Port;
        }

        (bool? isWell, string message) = await AskAsync($"tcp:{port}");

        Assert.False(isWell);
        Assert.Equal($"nobody answers on port {port} of {Here[0]}", message);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true, "answers 200")]
    [InlineData("HTTP/1.0 302 Found\r\n\r\n", true, "answers 302")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n", false, "answers 503")]
    [InlineData("SSH-2.0-OpenSSH\r\n", false, "what answers speaks no HTTP")]
    [InlineData("", false, "what answers speaks no HTTP")]
    public async Task Ask_ForAPage_JudgesItsStatus(string answer, bool isWell, string message)
    {
        using var listener = new Answerer(answer);

        Assert.Equal((isWell, message), await AskAsync($"http:{listener.Port}/health"));
        Assert.StartsWith("GET /health HTTP/1.1\r\n", listener.Question, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("localhost")]
    [InlineData("$(reboot)")]
    public async Task Ask_OfAnAddressThatAGuestCannotHave_AsksNobody(string address)
    {
        using var listener = new Answerer("");

        HealthResult result = await Probe().AskAsync(HealthCheck.Parse($"tcp:{listener.Port}"), [address], null, default);

        Assert.False(result.IsWell);
    }

    [Fact]
    public async Task Ask_OfAGuestThatOnlyTheHostReaches_AsksThroughTheHost()
    {
        var host = new ScriptedHost((MachineState.Running, 1)) { Connects = address => address == "203.0.113.9" ? new MemoryStream() : throw new HostException("xen1", "nobody") };
        var probe = new HealthProbe(host, TimeSpan.FromSeconds(10), TimeProvider.System);

        HealthResult result = await probe.AskAsync(HealthCheck.Parse("tcp:22"), ["203.0.113.9"], null, default);

        Assert.True(result.IsWell, result.Message);
    }

    [Fact]
    public async Task Ask_OfAConsoleThatNobodyReads_SaysNothing()
        => Assert.Null((await Probe().AskAsync(HealthCheck.Parse("console:login:"), Here, null, default)).IsWell);

    private static async Task<(bool? IsWell, string Message)> AskAsync(string check)
    {
        HealthResult result = await Probe().AskAsync(HealthCheck.Parse(check), Here, null, default);
        return (result.IsWell, result.Message);
    }

    private static HealthProbe Probe() => new(new ScriptedHost((MachineState.Running, 1)), TimeSpan.FromSeconds(10), TimeProvider.System);

    /// <summary>Takes connections, reads what comes first, answers, and closes.</summary>
    private sealed class Answerer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Any, 0);
        private readonly Task _answering;

        public Answerer(string answer)
        {
            _listener.Start();
            _answering = AnswerAsync(Encoding.ASCII.GetBytes(answer));
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string Question { get; private set; } = "";

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync(byte[] answer)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            byte[] question = new byte[1000];
            int count = await client.GetStream().ReadAsync(question);
            Question = Encoding.ASCII.GetString(question, 0, count);
            await client.GetStream().WriteAsync(answer);
        }
    }
}
