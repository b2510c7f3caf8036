namespace Appliance.Converter.Differing;

/// <summary>A file of a guest that was added, removed or changed.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Old">What it was like; null where it was added.</param>
/// <param name="New">What it is like; null where it was removed.</param>
public sealed record FileDifference(string Path, FileState? Old, FileState? New);
