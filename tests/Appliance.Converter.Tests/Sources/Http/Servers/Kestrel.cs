using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Appliance.Converter.Tests.Sources.Http.Servers;

/// <summary>A web server by others that serves one file, with ranges and validators as they understand them.</summary>
internal sealed class Kestrel : IAsyncDisposable
{
    private readonly WebApplication _server;

    private Kestrel(WebApplication server) => _server = server;

    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Serves <paramref name="content"/> under every path.</summary>
    public static async Task<Kestrel> StartAsync(byte[] content, X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            if (certificate is not null)
            {
                endpoint.UseHttps(certificate);
            }
        }));
        WebApplication server = builder.Build();
        server.Run(context => Results.Bytes(
            content, "application/octet-stream", enableRangeProcessing: true, entityTag: new EntityTagHeaderValue("\"v1\"")).ExecuteAsync(context));
        await server.StartAsync();
        return new Kestrel(server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
