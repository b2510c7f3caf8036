namespace Appliance.Formats.IO.Compression;

/// <summary>What came out of a zlib stream.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Length">Bytes that were produced; 0 unless <paramref name="Status"/> is <see cref="ZlibStatus.Done"/>.</param>
internal readonly record struct ZlibResult(ZlibStatus Status, int Length);
