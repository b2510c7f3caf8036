namespace Appliance.Formats.Vmdk;

/// <summary>Compressed grains that are read from the file at once.</summary>
/// <param name="Place">Where the first one starts in the file, in bytes.</param>
/// <param name="Length">Bytes to read; reaches behind the last grain, whose stored size is known only from its head.</param>
/// <param name="Count">How many grains.</param>
internal readonly record struct VmdkStoredRun(long Place, int Length, int Count);
