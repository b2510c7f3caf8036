using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Templates.Parts;

/// <summary>A file, or a folder with all that is in it, of the template's folder.</summary>
/// <param name="Path">Where.</param>
/// <param name="Rights">Mode and owner of a file; in a folder, files that can be run get 0755.</param>
/// <param name="Source">The file or folder, in full.</param>
public sealed record CopiedFile(string Path, FileRights Rights, string Source) : PlacedFile(Path, Rights);
