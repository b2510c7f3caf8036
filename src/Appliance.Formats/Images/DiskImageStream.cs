using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Raw;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Images;

/// <summary>An image that is written from its first byte to its last: to standard output, or compressed into a file.</summary>
/// <param name="output">Where it goes; owned.</param>
internal sealed class DiskImageStream(ForwardOutput output) : DiskImageOutput
{
    /// <inheritdoc/>
    public override async Task WriteAsync(
        DiskImageFormat format, DiskImage image, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using (DiskWriter? writer = await format.OpenStream!(output.Content, image, content, cancellationToken))
        {
            await (writer is null
                ? SpoolAsync(format, image, content, progress, cancellationToken)
                : content.CopyToAsync(writer, image.Options.Workers, progress, cancellationToken));
        }

        await output.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override TemporaryFile? File => output.File;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Commit() => output.Commit();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => output.DisposeAsync();

    /// <summary>Builds the image in a nameless file, and sends that.</summary>
    private async Task SpoolAsync(
        DiskImageFormat format, DiskImage image, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        WriteOptions options = image.Options;
        options.Warn($"{content.Name}: comes by only once, and a {format.Name} begins with what is known last; it is built in {options.SpoolFolder} first");
        using SafeFileHandle file = Spool.CreateUnlinked(options.SpoolFolder);
        await using (DiskWriter writer = format.OpenFile(file, image))
        {
            await content.CopyToAsync(writer, options.Workers, progress, cancellationToken);
        }

        await using FileDisk built = FileDisk.Over(file, image.FileName);
        await using var sender = new RawStreamWriter(output.Content, built.Length);
        await DiskCopier.CopyAsync(built, sender, options.Workers, progress: null, cancellationToken);
    }
}
