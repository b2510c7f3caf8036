namespace Appliance.Formats.Streaming;

/// <summary>A run of a disk that comes by once, as it is stored.</summary>
/// <param name="Offset">Where it starts on the virtual disk, in bytes.</param>
/// <param name="Length">Bytes of disk; never across a multiple of <see cref="ForwardDisk.Boundary"/>.</param>
/// <param name="StoredLength">Bytes it takes in the file.</param>
/// <param name="Position">Where it stands in the file, in bytes; for messages.</param>
public readonly record struct DiskPiece(long Offset, int Length, int StoredLength, long Position);
