using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>The place that a file system is made in, and its identities.</summary>
/// <param name="space">The place.</param>
internal sealed class BtrfsSpace(ImageSpace space)
{
    /// <summary>Bytes of a node.</summary>
    public const int NodeSize = 16384;

    /// <summary>Bytes that space is counted in.</summary>
    public const int SectorSize = 4096;

    /// <summary>The only generation that there was.</summary>
    public const ulong Generation = 1;

    /// <summary>Where the chunk for the tree of chunks starts, behind what is kept for loaders.</summary>
    public const long Start = Mebibyte;

    /// <summary>The bytes of that chunk.</summary>
    public const long SystemLength = 4 * Mebibyte;

    /// <summary>Bytes of a MiB; chunks are whole ones.</summary>
    public const long Mebibyte = 1 << 20;

    private const long StripeLength = 1 << 16;

    private readonly SafeFileHandle _file = space.File;

    /// <summary>What messages call it.</summary>
    public string Name => space.Name;

    /// <summary>Its identity.</summary>
    public Guid Id { get; } = space.Place.Id;

    /// <summary>The identity of its device.</summary>
    public Guid Device { get; } = Formats.IO.SeededGuid.Create($"{space.Place.Id}", "btrfs device");

    /// <summary>The identity of its tree of chunks.</summary>
    public Guid Chunks { get; } = Formats.IO.SeededGuid.Create($"{space.Place.Id}", "btrfs chunks");

    /// <summary>Its bytes.</summary>
    public long Length => space.Place.Length;

    /// <summary>Where the superblock and its copies are; no chunk's content may be there.</summary>
    public static IReadOnlyList<long> Superblocks { get; } = [1L << 16, 1L << 26, 1L << 38];

    /// <summary>The first byte at or behind an address from which some bytes hit no superblock.</summary>
    public static long Skip(long address, long length)
    {
        foreach (long super in Superblocks.Where(super => address < super + StripeLength && super < address + length))
        {
            return super + StripeLength;
        }

        return address;
    }

    /// <summary>Bytes from an address to the next superblock.</summary>
    public static long RoomAt(long address) => Superblocks.Where(super => super >= address).Select(super => super - address).Append(long.MaxValue).Min();

    /// <summary>Writes bytes.</summary>
    public void Write(long address, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file, bytes, space.Place.Offset + address);

    /// <summary>Whole MiB for some bytes.</summary>
    public static long RoundUp(long bytes) => (bytes + Mebibyte - 1) / Mebibyte * Mebibyte;

    /// <summary>The error for a tree that does not fit.</summary>
    public Exception Full(long needed) => space.Full($"it takes {needed >> 20} MiB, and there are {Length >> 20}");
}
