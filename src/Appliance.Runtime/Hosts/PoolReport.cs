namespace Appliance.Runtime.Hosts;

/// <summary>A storage pool and its room.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Size">Bytes in all.</param>
/// <param name="Free">Bytes that are free.</param>
/// <param name="Problem">Why nothing can be put there; null where all is well.</param>
public sealed record PoolReport(StoragePool Pool, long Size, long Free, string? Problem = null);
