using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.Vhd;
using Appliance.Formats.Vhdx;
using Appliance.Formats.Vmdk;

namespace Appliance.Formats.Detection;

/// <summary>Opens a disk image of whatever format it is.</summary>
public static class DiskImages
{
    private delegate ValueTask<Disk> Reader(Disk file, IFileFolder? siblings, ReadOptions options, CancellationToken cancellationToken);

    // The whole list of what is read, but for QCOW2, which alone has files below it that the user names; a format that
    // is not here is refused by name.
    private static readonly (ImageFormat Format, Reader Open)[] Readers =
    [
        (ImageFormat.Raw, static (file, _, _, _) => new(file)),
        (ImageFormat.Vmdk, VmdkImage.OpenAsync),
        (ImageFormat.VmdkDescriptor, VmdkImage.OpenAsync),
        (ImageFormat.Cowd, VmdkImage.OpenAsync),
        (ImageFormat.SeSparse, VmdkImage.OpenAsync),
        (ImageFormat.Vhd, VhdImage.OpenAsync),
        (ImageFormat.Vhdx, VhdxImage.OpenAsync),
    ];

    /// <summary>
    /// Looks at the bytes of <paramref name="file"/> and shows the virtual disk inside; an image that was compressed
    /// with gzip is unpacked first.
    /// </summary>
    /// <param name="file">The image; belongs to the returned disk, and is disposed where the opening fails.</param>
    /// <param name="siblings">Where the other files of a split image or a chain are; null where there are none.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="source">A format to take the file for, what lies below it, and who is told what it was.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The image is damaged, or its name claims a format that its bytes do not have.</exception>
    /// <exception cref="UnsupportedImageException">The format is known and not read.</exception>
    public static async ValueTask<Disk> OpenAsync(
        Disk file, IFileFolder? siblings, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        await using var opened = new Ownership<Disk>(file);
        ImageFormat format = source.From ?? await FormatDetector.DetectAsync(file, cancellationToken);
        if (format == ImageFormat.Gzip)
        {
            await opened.ReplaceAsync(await GzipFile.UnpackAsync(file, options, cancellationToken));
            format = await FormatDetector.DetectAsync(opened.Held, cancellationToken);
        }
        if (source.From is null && await VmdkExtentOwner.FindAsync(opened.Held, siblings, cancellationToken) is { } descriptor)
        {
            options.Warn($"{opened.Held.Name}: is an extent of {descriptor.Name}, which is opened instead");
            await opened.ReplaceAsync(descriptor);
            format = ImageFormat.VmdkDescriptor;
        }
        if (format == ImageFormat.Raw && source.From != ImageFormat.Raw)
        {
            RawImage.Check(opened.Held.Name, opened.Held.Length);
        }
        source.ImageOpened(opened.Held.Name, format);
        BackingFiles.CheckUse(opened.Held.Name, format, source);
        if (format == ImageFormat.Qcow2)
        {
            return await BackingFiles.OpenAsync(opened.Release(), options, source, cancellationToken);
        }
        Reader open = ReaderOf(format, opened.Held.Name);
        return await open(opened.Release(), siblings, options, cancellationToken);
    }

    private static Reader ReaderOf(ImageFormat format, string name)
        => Readers.FirstOrDefault(reader => reader.Format == format).Open
            ?? throw new UnsupportedImageException(name, Refusal.Of(format));
}
