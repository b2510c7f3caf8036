using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Ova;
using Appliance.Formats.Ovf;
using Appliance.Formats.Vmx;
using Appliance.Formats.Xva;

namespace Appliance.Formats.Detection;

/// <summary>Opens a package or a disk image of whatever format it is.</summary>
public static class MachineSources
{
    /// <summary>Opens a file, or a folder that holds one OVF descriptor or, without that, one VMX configuration.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="source">What the user says about it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged.</exception>
    /// <exception cref="UnsupportedImageException">The format is not read, or the folder does not say which package is meant.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static async ValueTask<IMachineSource> OpenAsync(
        string path, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        if (Directory.Exists(path))
        {
            path = PackageFolder.FindDescriptor(path);
        }
        var folder = new LocalFolder(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);
        return await OpenAsync(FileDisk.Open(path), folder, options, source, cancellationToken);
    }

    /// <summary>Opens a file of a folder.</summary>
    /// <param name="opened">The file, under its name in the folder; owned, also where there is an error.</param>
    /// <param name="folder">Where the files are that it speaks of.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="source">What the user says about it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged.</exception>
    /// <exception cref="UnsupportedImageException">The format is not read.</exception>
    public static async ValueTask<IMachineSource> OpenAsync(
        Disk opened, IFileFolder folder, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(opened);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        await using var file = new Ownership<Disk>(opened);
        ImageFormat format = source.From ?? await FormatDetector.DetectAsync(file.Held, cancellationToken);
        if (source.From is null && format is ImageFormat.Gzip or ImageFormat.Zstd)
        {
            options.Warn($"{file.Held.Name}: is compressed, and is unpacked to {options.SpoolFolder} to be read");
            await file.ReplaceAsync(await XvaImage.UnpackAsync(file.Held, options, cancellationToken));
            format = await FormatDetector.DetectAsync(file.Held, cancellationToken);
        }

        SourceOptions images = source.ForImages;
        ValueTask<Disk> OpenImage(Disk image, IFileFolder siblings, ReadOptions limits, CancellationToken token)
            => DiskImages.OpenAsync(image, siblings, limits, images, token);
        var configuration = new OvfReadOptions { Configuration = source.Configuration };
        switch (format)
        {
            case ImageFormat.Ova:
                return await OvaSource.OpenAsync(file.Release(), OpenImage, options, configuration, cancellationToken);
            case ImageFormat.Xva:
                return await XvaSource.OpenAsync(file.Release(), options, cancellationToken);
            case ImageFormat.Ovf:
                return await OvfSource.OpenAsync(folder, file.Held.Name, OpenImage, options, configuration, cancellationToken);
            case ImageFormat.Vmx:
                return await VmxSource.OpenAsync(folder, file.Held.Name, OpenImage, options, cancellationToken);
            default:
                return new DiskImageSource(file.Release(), format, folder, options, source);
        }
    }
}
