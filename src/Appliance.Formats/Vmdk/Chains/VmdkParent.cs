using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vmdk;

/// <summary>The file of a parent, as it was found.</summary>
/// <param name="File">Opened.</param>
/// <param name="Name">Its path in the folder that was searched.</param>
/// <param name="Folder">Where its extents and its own parent are.</param>
internal sealed record VmdkParent(Disk File, string Name, IFileFolder Folder);
