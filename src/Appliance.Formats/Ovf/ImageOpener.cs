using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ovf;

/// <summary>Recognises a disk image by its content and opens the virtual disk in it.</summary>
/// <param name="file">The stored image; owned by the disk that is returned, or closed where there is an error.</param>
/// <param name="folder">Where the image's other files are, for images of several files.</param>
/// <param name="options">Limits, and where to warn.</param>
/// <param name="cancellationToken">Stops the work.</param>
public delegate ValueTask<Disk> ImageOpener(Disk file, IFileFolder folder, ReadOptions options, CancellationToken cancellationToken);
