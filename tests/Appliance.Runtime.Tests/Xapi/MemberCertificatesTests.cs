using System.Text.Json.Nodes;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;
using Appliance.Runtime.Xapi.Transfers;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Appliance.Testing.XapiHost.State;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Who trusts a coordinator by its certificate knows the pool's other hosts by the pool's records.</summary>
public sealed class MemberCertificatesTests : IAsyncLifetime, IAsyncDisposable
{
    private const int Size = 1 << 20;

    private readonly XapiServer _coordinator = new();
    private readonly XapiServer _member;
    private readonly XapiTrust _trust = new();
    private readonly TemporaryFolder _folder = new();
    private string _vdi = "";

    public MemberCertificatesTests() => _member = new XapiServer(pool: _coordinator);

    public Task InitializeAsync()
    {
        _vdi = _coordinator.State.Add("VDI", new JsonObject { ["virtual_size"] = (long)Size });
        _coordinator.State.StorageIsAt = $"https://127.0.0.1:{_member.Port}";
        return Task.CompletedTask;
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _member.DisposeAsync();
        await _coordinator.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("fingerprint_sha256")]
    [InlineData("fingerprint")]
    public async Task Upload_IsSentToAMember_WhoseCertificateThePoolTells(string field)
    {
        _trust.Pin(Fingerprint.Parse(_coordinator.Fingerprint));
        AddCertificate(new JsonObject { [field] = Fingerprint.Parse(_member.Fingerprint) });
        await UploadAsync();
        Assert.Equal(7, _coordinator.State.DiskOf(_vdi)[100]);
    }

    [Fact]
    public async Task Upload_IsSentToAMember_WhoseCertificateIsNotTrustedForOtherConnections()
    {
        _trust.Pin(Fingerprint.Parse(_coordinator.Fingerprint));
        AddCertificate(new JsonObject { ["fingerprint_sha256"] = Fingerprint.Parse(_member.Fingerprint) });
        await UploadAsync();
        await Assert.ThrowsAsync<HostException>(() => new XapiDialer("pool1", _trust).OpenAsync(new XapiEndpoint("127.0.0.1", _member.Port, IsEncrypted: true), default));
    }

    [Fact]
    public async Task Upload_CertificateOfAHostAtAnotherAddress_IsNotTrusted()
    {
        _trust.Pin(Fingerprint.Parse(_coordinator.Fingerprint));
        string other = _coordinator.State.Add("host", new JsonObject { ["address"] = "10.0.0.3" });
        AddCertificate(new JsonObject { ["host"] = other, ["fingerprint_sha256"] = Fingerprint.Parse(_member.Fingerprint) });
        await Assert.ThrowsAsync<HostException>(UploadAsync);
    }

    [Fact]
    public async Task Upload_PoolDoesNotTellItsCertificates_LeavesNoTask()
    {
        _trust.Pin(Fingerprint.Parse(_coordinator.Fingerprint));
        _coordinator.State.Calling = method =>
        {
            if (method == "Certificate.get_all_records")
            {
                throw new XapiFailure("INTERNAL_ERROR", "restarting");
            }
        };
        await Assert.ThrowsAsync<XapiException>(UploadAsync);
        Assert.Empty(_coordinator.State.Database.All("task"));
    }

    [Fact]
    public async Task Upload_IsSentToAnUnknownHost_IsRefusedWithItsCertificate()
    {
        _trust.Pin(Fingerprint.Parse(_coordinator.Fingerprint));
        var error = await Assert.ThrowsAsync<HostException>(UploadAsync);
        Assert.Contains($"shows the certificate {Fingerprint.Parse(_member.Fingerprint)}, which is not trusted", error.Message, StringComparison.Ordinal);
        Assert.Empty(_coordinator.State.Database.All("task"));
        Assert.DoesNotContain("task.cancel", _coordinator.State.Called);
    }

    [Theory]
    [InlineData("host_internal")]
    [InlineData("ca")]
    public async Task Upload_CertificateThatIsNoHosts_IsNotTrusted(string type)
    {
        _trust.Pin(Fingerprint.Parse(_coordinator.Fingerprint));
        AddCertificate(new JsonObject { ["type"] = type, ["fingerprint_sha256"] = Fingerprint.Parse(_member.Fingerprint) });
        await Assert.ThrowsAsync<HostException>(UploadAsync);
    }

    [Fact]
    public async Task Upload_CoordinatorIsTrustedByAnAuthority_WhoseWordStays()
    {
        _trust.AddAuthorities(_folder.Write("ca.pem", _coordinator.Authority));
        AddCertificate(new JsonObject { ["fingerprint_sha256"] = Fingerprint.Parse(_member.Fingerprint) });
        await Assert.ThrowsAsync<HostException>(UploadAsync);
        Assert.False(_trust.HasPins);
    }

    [Fact]
    public async Task Upload_IsSentToAnUnknownHost_IsNotTriedAgain()
    {
        _trust.Pin(Fingerprint.Parse(_coordinator.Fingerprint));
        await using XapiSession session = await OpenAsync();
        var upload = new VdiUpload(Upload(session), Runtime.Importing.DiskTransfer.Raw, new UploadRetries(new QuickPauses(), _ => { }));
        await Assert.ThrowsAsync<HostException>(() => upload.RunAsync(_vdi, new Formats.Disks.RandomContent(new TestDisk([1])), null, default));
        // It is sent there once only: a second try would find the storage here.
        Assert.Empty(_coordinator.State.Database.All("task"));
    }

    // Of a host at 127.0.0.1, where the member of these tests is, unless another is said.
    private void AddCertificate(JsonObject fields)
    {
        fields.TryAdd("host", _coordinator.State.Database.All("host").First().Key);
        _coordinator.State.Add("Certificate", fields);
    }

    private Task<XapiSession> OpenAsync() => XapiSession.OpenAsync(
        "pool1",
        new XapiLogin("pool1", new XapiEndpoint("127.0.0.1", _coordinator.Port, IsEncrypted: true), _trust, new XapiCredentials("root", _ => Task.FromResult("secret")), TimeProvider.System),
        default);

    private XapiUpload Upload(XapiSession session) => new(session, new XapiDialer("pool1", _trust), new XapiTasks(session, TimeProvider.System));

    private async Task UploadAsync()
    {
        await using XapiSession session = await OpenAsync();
        await Upload(session).RunAsync($"/import_raw_vdi?vdi={Uri.EscapeDataString(_vdi)}&format=raw&chunked=true", SendAsync, _ => Task.CompletedTask, default);
    }

    private static async Task SendAsync(Stream body)
    {
        var chunks = new ChunkedBody(body);
        await chunks.WriteAsync(100, new byte[] { 7 }, default);
        await chunks.EndAsync(default);
    }
}
