using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Templates.Parts;

/// <summary>A file of a text.</summary>
/// <param name="Path">Where.</param>
/// <param name="Rights">Mode and owner.</param>
/// <param name="Content">The text.</param>
public sealed record TextFile(string Path, FileRights Rights, string Content) : PlacedFile(Path, Rights);
