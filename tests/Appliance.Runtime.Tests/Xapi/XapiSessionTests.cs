using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Logging in, and what happens to a session.</summary>
public sealed class XapiSessionTests
{
    [Fact]
    public async Task Open_PinnedCertificate_LetsUsCall()
    {
        await using var server = new XapiServer();
        await using XapiSession session = await XapiBench.OpenAsync(server, trust => trust.Pin(Fingerprint.Parse(server.Fingerprint)));
        Assert.Single((await session.CallAsync("pool.get_all", [], default)).Texts());
    }

    [Fact]
    public async Task Open_AnotherCertificate_IsRefusedAndNoPasswordIsSent()
    {
        await using var server = new XapiServer();
        var error = await Assert.ThrowsAsync<HostException>(() => XapiBench.OpenAsync(server, trust => trust.Pin(Fingerprint.Parse(new string('a', 64)))));
        Assert.Contains($"give --fingerprint {Fingerprint.Parse(server.Fingerprint)}", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.State.Called);
    }

    [Fact]
    public async Task Open_CertificateOfNoKnownAuthority_IsRefused()
    {
        await using var server = new XapiServer();
        var error = await Assert.ThrowsAsync<HostException>(() => XapiBench.OpenAsync(server, _ => { }));
        Assert.Contains("is not trusted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AuthorityInAFile_LetsUsIn()
    {
        await using var server = new XapiServer();
        using var folder = new TemporaryFolder();
        string file = folder.Write("ca.pem", server.Authority);
        await using XapiSession session = await XapiBench.OpenAsync(server, trust => trust.AddAuthorities(file));
        Assert.NotEmpty(session.Reference);
    }

    [Fact]
    public async Task Open_HostBeforeJson_IsSpokenToInXml()
    {
        await using var server = new XapiServer(isEncrypted: false) { IsBeforeJson = true };
        await using XapiSession session = await XapiBench.OpenAsync(server);
        string host = (await session.CallAsync("host.get_all", [], default)).Texts()[0];
        var record = (XmlRpcStruct)await session.CallAsync("host.get_record", [host], default);
        Assert.Equal(("labhost", 23, true), (record.Text("name_label"), record.Number("API_version_minor"), record.Flag("enabled")));
        Assert.Equal("8.3.0", record.Map("software_version")["product_version"]);
    }

    [Fact]
    public async Task Open_HostThatKnowsJson_IsSpokenToInJson()
    {
        await using var server = new XapiServer(isEncrypted: false);
        await using XapiSession session = await XapiBench.OpenAsync(server);
        string host = (await session.CallAsync("host.get_all", [], default)).Texts()[0];
        var record = (XmlRpcStruct)await session.CallAsync("host.get_record", [host], default);
        Assert.Equal(("labhost", 23, true), (record.Text("name_label"), record.Number("API_version_minor"), record.Flag("enabled")));
    }

    [Fact]
    public async Task Open_WrongPassword_IsToldWithoutIt()
    {
        await using var server = new XapiServer(isEncrypted: false);
        var error = await Assert.ThrowsAsync<XapiException>(() => XapiBench.OpenAsync(server, password: "guess"));
        Assert.Equal("SESSION_AUTHENTICATION_FAILED", error.Code);
        Assert.DoesNotContain("guess", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_HostThatIsBooting_IsWaitedFor()
    {
        await using var server = new XapiServer(isEncrypted: false);
        server.State.LoginsWhileBooting = 2;
        await using XapiSession session = await XapiBench.OpenAsync(server);
        Assert.Equal(3, server.State.Called.Count);
    }

    [Fact]
    public async Task Open_SeveralAttempts_AskForThePasswordOnce()
    {
        await using var server = new XapiServer(isEncrypted: false);
        int asked = 0;
        var credentials = new XapiCredentials("root", _ => Task.FromResult(++asked == 1 ? "secret" : "asked again"));
        await using XapiSession session = await XapiBench.OpenAsync(server, credentials);
        server.State.ForgetSessions();
        await session.CallAsync("pool.get_all", [], default);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Open_MemberOfAPool_LeadsToItsCoordinator()
    {
        await using var server = new XapiServer(isEncrypted: false);
        server.State.Coordinator = "localhost";
        server.State.RedirectsOnce = true;
        await using XapiSession session = await XapiBench.OpenAsync(server);
        Assert.Equal("localhost", session.Endpoint.Machine);
    }

    [Fact]
    public async Task Open_MembersThatNameOneAnother_EndsInAnError()
    {
        await using var server = new XapiServer(isEncrypted: false);
        server.State.Coordinator = "127.0.0.1";
        var error = await Assert.ThrowsAsync<XapiException>(() => XapiBench.OpenAsync(server));
        Assert.Equal("HOST_IS_SLAVE", error.Code);
    }

    [Fact]
    public async Task Open_NobodyThere_IsToldWithThePort()
    {
        int port;
        await using (var server = new XapiServer(isEncrypted: false))
        {
            port = server.Port;
        }

        var error = await Assert.ThrowsAsync<HostException>(() => XapiBench.OpenAsync(port, "secret", isEncrypted: false, _ => { }));
        Assert.Contains($"127.0.0.1 port {port} cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SessionIsGone_IsRenewedOnceForAll()
    {
        await using var server = new XapiServer(isEncrypted: false);
        await using XapiSession session = await XapiBench.OpenAsync(server);
        server.State.ForgetSessions();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => session.CallAsync("pool.get_all", [], default)));
        Assert.Equal(2, server.State.Called.Count(method => method == "session.login_with_password"));
    }

    [Fact]
    public async Task Call_IsRefused_TellsCodeAndParameters()
    {
        await using var server = new XapiServer(isEncrypted: false);
        await using XapiSession session = await XapiBench.OpenAsync(server);
        var error = await Assert.ThrowsAsync<XapiException>(() => session.CallAsync("VM.get_record", ["OpaqueRef:gone"], default));
        Assert.Equal("HANDLE_INVALID", error.Error.Code);
        Assert.Equal(["VM", "OpaqueRef:gone"], error.Error.Parameters);
    }

    [Fact]
    public async Task Call_LongerThanTheHostTakes_IsNotSent()
    {
        await using var server = new XapiServer(isEncrypted: false);
        await using XapiSession session = await XapiBench.OpenAsync(server);
        var error = await Assert.ThrowsAsync<HostException>(() => session.CallAsync("pool.set_name_label", ["OpaqueRef:x", new string('x', 310_000)], default));
        Assert.Contains("no more than 300", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_LogsOut()
    {
        await using var server = new XapiServer(isEncrypted: false);
        await using (await XapiBench.OpenAsync(server))
        {
            Assert.Single(server.State.Database.All("session"));
        }

        Assert.Empty(server.State.Database.All("session"));
    }

    [Fact]
    public async Task Make_GivenUpWhileTheHostHangs_WaitsOnlyALittle()
    {
        await using var server = new XapiServer(isEncrypted: false);
        var login = new XapiLogin("pool1", new XapiEndpoint("127.0.0.1", server.Port, IsEncrypted: false), new XapiTrust(), new XapiCredentials("root", _ => Task.FromResult("secret")), new NoticedPauses { In = (TimeSpan.FromSeconds(10), () => { }) });
        await using XapiSession session = await XapiSession.OpenAsync("pool1", login, default);
        using var stop = new CancellationTokenSource();
        using var goesOn = new ManualResetEventSlim();
        server.State.Calling = method => Hang(method, stop, goesOn);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.MakeAsync("VDI.create", [new XmlRpcStruct()], stop.Token).WaitAsync(TimeSpan.FromMinutes(1)));
        goesOn.Set();
    }

    private static void Hang(string method, CancellationTokenSource stop, ManualResetEventSlim goesOn)
    {
        if (method == "VDI.create")
        {
            stop.Cancel();
            goesOn.Wait();
        }
    }
}
