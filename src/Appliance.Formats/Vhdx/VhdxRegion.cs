namespace Appliance.Formats.Vhdx;

/// <summary>A range of the file that the region table or the metadata table names.</summary>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct VhdxRegion(long Offset, long Length);
