using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Qcow2;

namespace Appliance.Formats.Detection;

/// <summary>Lays QCOW2 images over the backing files that the user named, from the image's parent downwards.</summary>
internal static class BackingFiles
{
    /// <summary>Opens an image over the first backing file, which takes those behind that for itself.</summary>
    /// <exception cref="IOException">A backing file is not there, or cannot be read.</exception>
    public static ValueTask<Disk> OpenAsync(Disk file, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
        => Qcow2Image.OpenAsync(
            file, source.BackingFiles.Count == 0 ? null : token => OpenFirstAsync(options, source, token), options, cancellationToken);

    /// <summary>Refuses backing files under an image whose format knows none.</summary>
    public static void CheckUse(string name, ImageFormat format, SourceOptions source)
    {
        if (source.BackingFiles.Count > 0 && format != ImageFormat.Qcow2)
        {
            throw new UnsupportedImageException(
                name, $"is {FormatNames.Of(format)}, which has no backing file, so \"{source.BackingFiles[0]}\" cannot be laid under it; leave --backing away");
        }
    }

    private static ValueTask<Disk> OpenFirstAsync(ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        string path = source.BackingFiles[0];
        var folder = new LocalFolder(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);
        var below = new SourceOptions { BackingFiles = [.. source.BackingFiles.Skip(1)], ImageOpened = source.ImageOpened };
        return DiskImages.OpenAsync(FileDisk.Open(path), folder, options, below, cancellationToken);
    }
}
