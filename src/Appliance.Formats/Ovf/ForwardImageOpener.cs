using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Ovf;

/// <summary>Recognises a disk image that comes by, and opens the virtual disk in it.</summary>
/// <param name="file">Stands at the start of the image; owned by the content that is returned, or closed where there is an error.</param>
/// <param name="length">Bytes of the image, where they are known.</param>
/// <param name="folder">Where the image's other files are, for images of several files.</param>
/// <param name="options">Limits, and where to warn.</param>
/// <param name="cancellationToken">Stops the work.</param>
public delegate ValueTask<DiskContent> ForwardImageOpener(
    ForwardFile file, long? length, IFileFolder folder, ReadOptions options, CancellationToken cancellationToken);
