using System.Collections.Concurrent;
using System.Net;
using Appliance.Converter.Sources.Http;
using Appliance.Converter.Tests.Sources.Http.Servers;
using Appliance.Testing;

namespace Appliance.Converter.Tests.Sources.Http;

/// <summary>Opens files the way most tests want it: waits pass fast, the machine's proxy is not asked, remarks are kept.</summary>
internal sealed class Fetch
{
    public ConcurrentQueue<string> Warnings { get; } = [];

    public FastTime Time { get; } = new();

    /// <summary>Silence that is too long, on the fast clock; by default so long that a slow machine is not taken for it.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromHours(5);

    public string? CertificateAuthorityFile { get; init; }

    public HttpSourceOptions Options => new()
    {
        CertificateAuthorityFile = CertificateAuthorityFile,
        StallTimeout = StallTimeout,
        // No address: nobody is asked but the server.
        Proxy = new WebProxy(),
        Time = Time,
        Warn = Warnings.Enqueue,
    };

    public Task<HttpResource> OpenAsync(Uri url) => HttpResource.OpenAsync(url, Options, CancellationToken.None);

    public async Task<ResumableHttpStream> OpenStreamAsync(Uri url)
    {
        using HttpResource resource = await OpenAsync(url);
        return resource.OpenStream();
    }

    public async Task<HttpDisk> OpenDiskAsync(Uri url)
    {
        using HttpResource resource = await OpenAsync(url);
        return resource.OpenDisk() ?? throw new InvalidOperationException("the server sends no parts");
    }

    /// <summary>Fetches all of a file, forward.</summary>
    public async Task<byte[]> ReadAllAsync(Uri url)
    {
        await using ResumableHttpStream stream = await OpenStreamAsync(url);
        var all = new MemoryStream();
        await stream.CopyToAsync(all, 7001);
        return all.ToArray();
    }

    /// <summary>Fetches all of a file, forward, and compares it.</summary>
    public async Task HoldsAsync(byte[] expected, Uri url)
    {
        byte[] actual = await ReadAllAsync(url);
        DiskAssert.Same(expected, actual);
    }
}
