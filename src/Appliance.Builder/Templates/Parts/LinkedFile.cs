namespace Appliance.Builder.Templates.Parts;

/// <summary>A symbolic link.</summary>
/// <param name="Path">Where.</param>
/// <param name="Target">Where it leads.</param>
public sealed record LinkedFile(string Path, string Target) : PlacedFile(Path, default);
