using Appliance.Converter.Sources.Http;
using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;
using Appliance.Formats.Streaming;
using Appliance.Formats.Vhd;

namespace Appliance.Converter.Sources;

/// <summary>Opens a file of a web server: in one stream where it is to be read once, at random where the server can.</summary>
/// <param name="options">What may be read.</param>
/// <param name="http">How to fetch.</param>
internal sealed class WebSource(ReadOptions options, HttpSourceOptions http)
{
    /// <summary>Opens the file behind a URL.</summary>
    public async ValueTask<IMachineSource> OpenAsync(Uri url, SourceOptions source, SourceAccess access, CancellationToken cancellationToken)
    {
        using HttpResource resource = await HttpResource.OpenAsync(url, http, cancellationToken);
        if (resource.OpenDisk() is not { } disk)
        {
            return await OpenForwardAsync(resource, source, cancellationToken);
        }

        if (access == SourceAccess.Once && await ComesByAsync(disk, source, cancellationToken))
        {
            await disk.DisposeAsync();
            return await OpenForwardAsync(resource, source, cancellationToken);
        }

        return await MachineSources.OpenAsync(disk, new NoFolder(resource.Location), options, source, cancellationToken);
    }

    /// <summary>Whether a file is best read in one stream. The footer of a fixed VHD stands at its end, and tells only then.</summary>
    private static async ValueTask<bool> ComesByAsync(HttpDisk disk, SourceOptions source, CancellationToken cancellationToken)
    {
        ImageFormat format = source.From ?? await FormatDetector.DetectAsync(disk, cancellationToken);
        return format is ImageFormat.Ova or ImageFormat.Xva or ImageFormat.Vmdk or ImageFormat.Raw or ImageFormat.Gzip or ImageFormat.Zstd
            || (format == ImageFormat.Vhd && await HasFrontAsync(disk, cancellationToken));
    }

    /// <summary>Whether a VHD begins with the copy of its footer, as all but the fixed ones do.</summary>
    private static async ValueTask<bool> HasFrontAsync(HttpDisk disk, CancellationToken cancellationToken)
    {
        var head = new byte[(int)Math.Min(VhdImage.ProbeSize, disk.Length)];
        await disk.ReadAsync(0, head, cancellationToken);
        return VhdImage.IsVhd(head, tail: []);
    }

    private ValueTask<IMachineSource> OpenForwardAsync(HttpResource resource, SourceOptions source, CancellationToken cancellationToken)
        => ForwardSources.OpenAsync(new ForwardFile(resource.OpenStream(), resource.Name), resource.Length, options, source, cancellationToken);
}
