namespace Appliance.Formats.Disks;

/// <summary>How far a copy is.</summary>
/// <param name="Position">Bytes of the virtual disk that are behind us, zeros included.</param>
/// <param name="Length">Bytes of the virtual disk.</param>
/// <param name="Copied">Bytes that were really read and handed over.</param>
public readonly record struct CopyProgress(long Position, long Length, long Copied);
