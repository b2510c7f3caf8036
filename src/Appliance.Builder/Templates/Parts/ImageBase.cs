namespace Appliance.Builder.Templates.Parts;

/// <summary>A container image: an OCI layout, as an archive or a folder, or what <c>docker save</c> writes.</summary>
/// <param name="Path">The file or folder, in full.</param>
public sealed record ImageBase(string Path) : FileBase(Path);
