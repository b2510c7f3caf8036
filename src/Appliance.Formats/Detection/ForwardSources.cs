using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;
using Appliance.Formats.Ova;
using Appliance.Formats.Ovf;
using Appliance.Formats.Streaming;
using Appliance.Formats.Xva;

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
        // Once: a package that was packed twice is refused, as one that lies in a file.
        (file, ImageFormat format, bool wasPacked) = await ForwardImages.UnpackOnceAsync(file, source, cancellationToken);
        return await OpenAsync(file, format, wasPacked ? null : fileLength, options, source, cancellationToken);
    }

    private static async ValueTask<IMachineSource> OpenAsync(
        ForwardFile file, ImageFormat format, long? fileLength, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        SourceOptions images = source.ForImages;
        ValueTask<Disk> OpenImage(Disk image, IFileFolder siblings, ReadOptions limits, CancellationToken token)
            => DiskImages.OpenAsync(image, siblings, limits, images, token);
        ValueTask<DiskContent> OpenForward(ForwardFile image, long? length, IFileFolder siblings, ReadOptions limits, CancellationToken token)
            => ForwardImages.OpenAsync(image, length, siblings, limits, images, token);
        var configuration = new OvfReadOptions { Configuration = source.Configuration };
        return format switch
        {
            ImageFormat.Ova => await OvaForwardSource.OpenAsync(file, OpenImage, OpenForward, options, configuration, cancellationToken),
            ImageFormat.Xva => await XvaForwardSource.OpenAsync(file, options, cancellationToken),
            _ => await ForwardImageSource.OpenAsync(file, fileLength, options, source, cancellationToken),
        };
    }
}
