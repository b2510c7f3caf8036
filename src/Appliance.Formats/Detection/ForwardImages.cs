using System.IO.Compression;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.IO.Zstd;
using Appliance.Formats.Raw;
using Appliance.Formats.Streaming;
using Appliance.Formats.Vhd;
using Appliance.Formats.Vmdk;

namespace Appliance.Formats.Detection;

/// <summary>Opens a disk image that comes by once, of whatever format it is; one that cannot be read so is saved first.</summary>
public static class ForwardImages
{
    /// <summary>Looks at the first bytes of <paramref name="file"/> and opens the virtual disk inside.</summary>
    /// <param name="file">Stands at the start of the image; belongs to the content, and is closed where the opening fails.</param>
    /// <param name="fileLength">Bytes of the image, where they are known.</param>
    /// <param name="siblings">Where the other files of a split image or a chain are; null where there are none.</param>
    /// <param name="options">Limits, the spool's place, and who is told of its use.</param>
    /// <param name="source">A format to take the file for, and who is told what it was.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The image is damaged.</exception>
    /// <exception cref="UnsupportedImageException">The format is known and not read.</exception>
    public static async ValueTask<DiskContent> OpenAsync(
        ForwardFile file, long? fileLength, IFileFolder? siblings, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        (file, ImageFormat format, bool wasPacked) = await UnpackOnceAsync(file, source, cancellationToken);
        await using var opened = new Ownership<ForwardFile>(file);
        RefusePackedTwice(file, format);
        fileLength = wasPacked ? null : fileLength;
        format = IsFixedVhd(file, format, fileLength, source) ? ImageFormat.Vhd : format;
        if (await OpenForwardAsync(file, format, fileLength, mayWait: siblings is not null, options, source, cancellationToken) is not { } disk)
        {
            DiskContent saved = await SaveAsync(file, format, siblings, options, source, cancellationToken);
            opened.Release();
            return saved;
        }

        source.ImageOpened(file.Name, format);
        var content = new ForwardContent(disk, disk.Length, options);
        opened.Release();
        return content;
    }

    /// <summary>What a file that comes by is, by its first bytes.</summary>
    public static async ValueTask<ImageFormat> DetectAsync(ForwardFile file, SourceOptions source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(source);
        ReadOnlyMemory<byte> head = await file.PeekAsync(FormatDetector.HeadLength, cancellationToken);
        ImageFormat format = FormatDetector.Detect(head.Span, []);
        bool isPacked = format is ImageFormat.Gzip or ImageFormat.Zstd;
        return isPacked ? format : source.From ?? format;
    }

    /// <summary>What a file that comes by is, under its compression if there is one; closes it where that cannot be told.</summary>
    internal static async ValueTask<(ForwardFile File, ImageFormat Format, bool WasPacked)> UnpackOnceAsync(
        ForwardFile file, SourceOptions source, CancellationToken cancellationToken)
    {
        await using var opened = new Ownership<ForwardFile>(file);
        ImageFormat format = await DetectAsync(file, source, cancellationToken);
        if (format is not (ImageFormat.Gzip or ImageFormat.Zstd))
        {
            return (opened.Release(), format, WasPacked: false);
        }

        opened.Wrap(Unpack(file, format));
        format = await DetectAsync(opened.Held, source, cancellationToken);
        return (opened.Release(), format, WasPacked: true);
    }

    /// <summary>What a compressed file unpacks to.</summary>
    private static ForwardFile Unpack(ForwardFile file, ImageFormat format)
    {
        string extension = Path.GetExtension(file.Name);
        string name = extension is ".gz" or ".zst" ? file.Name[..^extension.Length] : file.Name;
        var packed = new ForwardStream(file);
        return new ForwardFile(
            format == ImageFormat.Gzip ? new GZipStream(packed, CompressionMode.Decompress) : new ZstdDecompressionStream(packed, file.Name),
            name);
    }

    /// <summary>A file can be made that unpacks to itself, again and again.</summary>
    private static void RefusePackedTwice(ForwardFile file, ImageFormat format)
    {
        if (format is ImageFormat.Gzip or ImageFormat.Zstd)
        {
            throw new UnsupportedImageException(file.Name, Refusal.Of(format));
        }
    }

    /// <summary>A fixed VHD looks like a raw disk until its end; then its footer is asked for.</summary>
    private static bool IsFixedVhd(ForwardFile file, ImageFormat format, long? fileLength, SourceOptions source)
        => format == ImageFormat.Raw && source.From is null && fileLength is not null && FormatNames.ClaimOf(file.Name) == "VHD";

    private static async ValueTask<ForwardDisk?> OpenForwardAsync(
        ForwardFile file, ImageFormat format, long? fileLength, bool mayWait, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case ImageFormat.Vmdk:
                return await VmdkForward.OpenAsync(file, mayWait, options, cancellationToken);
            case ImageFormat.Vhd:
                return await VhdForward.OpenAsync(file, fileLength, mayWait, options, cancellationToken);
            case ImageFormat.Raw when fileLength is { } length:
                options.CheckDiskSize(file.Name, length);
                return RawForwardDisk.Open(file, length, isDeclared: source.From == ImageFormat.Raw);
            default:
                return null;
        }
    }

    private static async ValueTask<DiskContent> SaveAsync(
        ForwardFile file, ImageFormat format, IFileFolder? siblings, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        string why = format == ImageFormat.Raw ? "nothing says how long it is" : $"{FormatNames.Of(format)} has to be read at random";
        options.Warn($"{file.Name}: {why}, so it is saved to {options.SpoolFolder} first");
        await using var stream = new ForwardStream(file);
        Disk saved = await Spool.UnpackAsync(stream, file.Name, options, cancellationToken);
        return new RandomContent(await DiskImages.OpenAsync(saved, siblings, options, source, cancellationToken));
    }
}
