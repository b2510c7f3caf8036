namespace Appliance.Builder.Templates.Parts;

/// <summary>A root file system in a tar archive, which may be compressed.</summary>
/// <param name="Path">The file, in full.</param>
public sealed record ArchiveBase(string Path) : FileBase(Path);
