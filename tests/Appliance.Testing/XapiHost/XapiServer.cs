using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost;

/// <summary>
/// A host with a xapi, in this process and over real sockets. It behaves as recordings of a real one do; what it does not
/// know is refused as a real one refuses what it does not know.
/// </summary>
public sealed class XapiServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    /// <summary>Starts one.</summary>
    /// <param name="isEncrypted">Whether it speaks TLS, with a certificate that it has signed itself.</param>
    /// <param name="pool">The pool that it is another host of; null for one of its own.</param>
    public XapiServer(bool isEncrypted = true, XapiServer? pool = null)
    {
        State = pool?.State ?? new XapiState();
        _certificate = isEncrypted ? MakeCertificate() : null;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What it knows.</summary>
    public XapiState State { get; }

    /// <summary>Where it answers, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The SHA-256 of its certificate, in hexadecimal digits.</summary>
    public string Fingerprint => _certificate!.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Its certificate in PEM form, which is its own authority.</summary>
    public string Authority => _certificate!.ExportCertificatePem();

    /// <summary>Whether JSON is unknown, as with a host before 2012.</summary>
    public bool IsBeforeJson { get; set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
        _certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        // A listener that is stopped between two clients says that it was never started.
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using Stream stream = await OpenAsync(client);
                await new ServerConnection(stream, this).RunAsync(_stop.Token);
            }
            catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException or SocketException)
            {
                // The client has gone, or does not trust us.
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return stream;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=labhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
