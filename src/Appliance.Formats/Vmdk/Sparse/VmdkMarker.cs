using System.Buffers.Binary;

namespace Appliance.Formats.Vmdk;

/// <summary>The first bytes of a sector of a stream: the head of a grain where <see cref="Size"/> is not 0, else a marker.</summary>
/// <param name="Value">The virtual sector of a grain; of a marker the sectors that follow it.</param>
/// <param name="Size">Compressed bytes of a grain; 0 in a marker.</param>
/// <param name="Type">What a marker announces; in a grain, part of its data.</param>
internal readonly record struct VmdkMarker(ulong Value, uint Size, VmdkMarkerType Type)
{
    /// <summary>Bytes of a grain's head, which has no type: the data starts there.</summary>
    public const int GrainHeadSize = sizeof(ulong) + sizeof(uint);

    /// <summary>Bytes of a marker that mean something.</summary>
    public const int Length = GrainHeadSize + sizeof(uint);

    /// <summary>Whether this is a grain.</summary>
    public bool IsGrain => Size != 0;

    /// <summary>Parses a sector.</summary>
    public static VmdkMarker Parse(ReadOnlySpan<byte> sector) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(sector),
        BinaryPrimitives.ReadUInt32LittleEndian(sector[sizeof(ulong)..]),
        (VmdkMarkerType)BinaryPrimitives.ReadUInt32LittleEndian(sector[GrainHeadSize..]));

    /// <summary>The sector of a marker.</summary>
    /// <param name="sectors">Sectors that follow it.</param>
    /// <param name="type">What they are.</param>
    public static byte[] Compose(long sectors, VmdkMarkerType type)
    {
        var marker = new byte[VmdkUnits.Sector];
        BinaryPrimitives.WriteInt64LittleEndian(marker, sectors);
        BinaryPrimitives.WriteUInt32LittleEndian(marker.AsSpan(GrainHeadSize), (uint)type);
        return marker;
    }
}
