using System.Net;
using System.Net.Sockets;

namespace Appliance.Builder.Tests.Bases;

/// <summary>A mirror on this machine that has some files, and nothing in them.</summary>
internal sealed class Mirror : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HashSet<string> _files;

    /// <summary>Starts one.</summary>
    /// <param name="files">Paths of what it has.</param>
    public Mirror(params string[] files)
    {
        _files = [.. files];
        Url = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _ = AnswerAsync();
    }

    /// <summary>Where it is.</summary>
    public string Url { get; }

    /// <summary>What it answers for what it has.</summary>
    public int Status { get; init; } = 200;

    /// <summary>A port where nobody listens.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                context.Response.StatusCode = _files.Contains(context.Request.Url!.AbsolutePath) ? Status : 404;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or HttpListenerException)
        {
            // The test is over.
        }
    }
}
