using Appliance.Formats.Machines;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Detection;

/// <summary>Opens a package or a disk image that comes by once, of whatever format it is.</summary>
public static class ForwardSources
{
    /// <summary>Looks at the first bytes and opens what comes.</summary>
    /// <param name="file">Stands at its start; owned, also where the opening fails.</param>
    /// <param name="fileLength">Bytes of the file, where they are known.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="source">What the user says about it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">The file is damaged or refused.</exception>
    public static async ValueTask<IMachineSource> OpenAsync(
        ForwardFile file, long? fileLength, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ImageFormat format;
        try
        {
            format = await ForwardImages.DetectAsync(file, source, cancellationToken);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }

        return format is ImageFormat.Gzip or ImageFormat.Zstd
            ? await OpenAsync(ForwardImages.Unpack(file, format), fileLength: null, options, source, cancellationToken)
            : await ForwardImageSource.OpenAsync(file, fileLength, options, source, cancellationToken);
    }
}
