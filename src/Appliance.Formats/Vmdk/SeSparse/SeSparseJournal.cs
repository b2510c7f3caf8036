using System.Buffers.Binary;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>The volatile header of a SESPARSE extent, which tells whether its journal holds changes that the tables lack.</summary>
internal static class SeSparseJournal
{
    private const int Size = 512;
    private const ulong Magic = 0xCAFE_CAFE;

    private const int ReplayOffset = 24;
    private const int PaddingOffset = 32;

    /// <summary>Refuses an extent whose journal is to be replayed: only ESXi knows how.</summary>
    /// <exception cref="InvalidImageException">The volatile header is not there.</exception>
    /// <exception cref="UnsupportedImageException">The journal is dirty.</exception>
    public static async ValueTask RequireCleanAsync(Disk file, SeSparseHeader header, CancellationToken cancellationToken)
    {
        long place = header.VolatileHeader;
        byte[] bytes = await file.ReadStructureAsync(place, Size, "volatile header", cancellationToken);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic)
        {
            throw new InvalidImageException(file.Name, place, $"there is no volatile header of SESPARSE (magic 0x{Magic:X})");
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(ReplayOffset)) != 0)
        {
            throw new UnsupportedImageException(
                file.Name,
                place + ReplayOffset,
                "its journal holds changes that only ESXi can replay: the disk was in use or not closed properly; shut the machine down there, or clone the disk with vmkfstools -i, and copy it again");
        }

        SeSparseHeader.RequireZeros(bytes, file.Name, PaddingOffset, Size, place);
    }
}
