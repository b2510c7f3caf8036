namespace Appliance.Builder.Templates.Parts;

/// <summary>A disk besides the first one, with one ext4 file system on it.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Mount">Where it is mounted.</param>
public sealed record DataDisk(long Size, string Mount);
