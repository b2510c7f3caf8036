using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Images;

/// <summary>An image in a file of its own, which is written at random and takes its name when it is whole.</summary>
internal sealed class DiskImageFile(string path) : DiskImageOutput
{
    private readonly TemporaryFile _file = TemporaryFile.Create(path);

    /// <inheritdoc/>
    public override async Task WriteAsync(
        DiskImageFormat format, DiskImage image, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using DiskWriter writer = format.OpenFile(_file.Handle, image);
        await content.CopyToAsync(writer, image.Options.Workers, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public override TemporaryFile File => _file;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Commit()
    {
        _file.Commit();
        return [_file.Path];
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
