using Appliance.Formats.Detection;
using Appliance.Formats.Files;

namespace Appliance.Formats.Machines;

/// <summary>A package or image that a target has written and not committed yet: enough to open it as anybody will.</summary>
/// <param name="Folder">Shows the files under the names they will have.</param>
/// <param name="FileName">The one to open.</param>
/// <param name="Format">What to take it for; null to look at its bytes, as its users will.</param>
/// <param name="Disks">The source's disks, by the identifiers that a reader of the package will give them.</param>
public sealed record WrittenPackage(
    IFileFolder Folder, string FileName, ImageFormat? Format, IReadOnlyDictionary<string, MachineDisk> Disks);
