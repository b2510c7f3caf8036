using System.Buffers.Binary;
using System.Text;

namespace Appliance.Formats.Tests.Vhdx;

/// <summary>
/// Composes VHDX files from the specification (MS-VHDX), independent of the reader: qemu-img makes no differencing ones.
/// Headers at 64 and 128 KiB, region tables at 192 and 256 KiB, log, metadata and block table at 1, 2 and 3 MiB.
/// </summary>
internal sealed class VhdxBytes
{
    public const int MiB = 1 << 20;
    public const int Header1 = 64 << 10;
    public const int Header2 = 128 << 10;
    public const int Regions = 192 << 10;
    public const int Metadata = 2 * MiB;
    public const int Bat = 3 * MiB;
    public const int Locator = Metadata + (65 << 10);

    private readonly ulong[] _bat;
    private byte[] _blocks = [];

    public VhdxBytes(long size, int blockSize, int sectorSize, bool hasParent)
    {
        (Size, BlockSize, SectorSize, HasParent) = (size, blockSize, sectorSize, hasParent);
        ChunkRatio = (1L << 23) * sectorSize / blockSize;
        long blocks = (size + blockSize - 1) / blockSize;
        _bat = new ulong[hasParent ? (blocks + ChunkRatio - 1) / ChunkRatio * (ChunkRatio + 1) : blocks + (Math.Max(0, blocks - 1) / ChunkRatio)];
    }

    public long Size { get; }

    public int BlockSize { get; }

    public int SectorSize { get; }

    public bool HasParent { get; }

    public long ChunkRatio { get; }

    /// <summary>What a child calls <c>parent_linkage</c>.</summary>
    public Guid DataWriteId { get; init; } = new("11111111-2222-3333-4444-555555555555");

    /// <summary>Keys and values of the parent locator.</summary>
    public List<(string Key, string Value)> Parent { get; } = [];

    /// <summary>Gives a payload block its state and, for 6 and 7, its data.</summary>
    public void PutBlock(long block, ulong state, ReadOnlySpan<byte> data)
        => _bat[block + (block / ChunkRatio)] = state | (data.IsEmpty ? 0 : Append(data, BlockSize));

    /// <summary>Stores the bitmap for the payload blocks of a chunk.</summary>
    public void PutBitmap(long chunk, ReadOnlySpan<byte> bits)
        => _bat[((chunk + 1) * (ChunkRatio + 1)) - 1] = 6 | Append(bits, MiB);

    public byte[] ToArray()
    {
        var file = new byte[FirstBlock + _blocks.Length];
        "vhdxfile"u8.CopyTo(file);
        WriteHeader(file.AsSpan(Header1, 4096), 7);
        WriteHeader(file.AsSpan(Header2, 4096), 8);
        WriteRegions(file.AsSpan(Regions, 64 << 10));
        file.AsSpan(Regions, 64 << 10).CopyTo(file.AsSpan(Regions + (64 << 10)));
        WriteMetadata(file.AsSpan(Metadata, MiB));
        for (int i = 0; i < _bat.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(Bat + (i * 8)), _bat[i]);
        }

        _blocks.CopyTo(file.AsSpan(FirstBlock));
        return file;
    }

    /// <summary>Makes the CRC-32C of a structure right again.</summary>
    public static void Seal(Span<byte> structure)
    {
        structure.Slice(4, 4).Clear();
        uint crc = uint.MaxValue;
        foreach (byte b in structure)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0x82F63B78 & (0u - (crc & 1)));
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(structure[4..], ~crc);
    }

    private int BatLength => ((_bat.Length * 8) + MiB - 1) / MiB * MiB;

    private int FirstBlock => Bat + BatLength;

    private ulong Append(ReadOnlySpan<byte> data, int length)
    {
        int start = _blocks.Length;
        Array.Resize(ref _blocks, start + length);
        data.CopyTo(_blocks.AsSpan(start));
        return (ulong)(FirstBlock + start);
    }

    private void WriteHeader(Span<byte> header, ulong sequence)
    {
        "head"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], sequence);
        new Guid("aaaaaaaa-0000-0000-0000-000000000001").TryWriteBytes(header[16..]);
        DataWriteId.TryWriteBytes(header[32..]);
        BinaryPrimitives.WriteUInt16LittleEndian(header[66..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[68..], MiB);
        BinaryPrimitives.WriteUInt64LittleEndian(header[72..], MiB);
        Seal(header);
    }

    private void WriteRegions(Span<byte> table)
    {
        "regi"u8.CopyTo(table);
        BinaryPrimitives.WriteUInt32LittleEndian(table[8..], 2);
        WriteRegion(table[16..], "2DC27766-F623-4200-9D64-115E9BFD4A08", Bat, BatLength);
        WriteRegion(table[48..], "8B7CA206-4790-4B9A-B8FE-575F050F886E", Metadata, MiB);
        Seal(table);
    }

    private static void WriteRegion(Span<byte> entry, string id, long offset, int length)
    {
        new Guid(id).TryWriteBytes(entry);
        BinaryPrimitives.WriteInt64LittleEndian(entry[16..], offset);
        BinaryPrimitives.WriteInt32LittleEndian(entry[24..], length);
        entry[28] = 1;
    }

    private void WriteMetadata(Span<byte> region)
    {
        const int Items = 64 << 10;
        "metadata"u8.CopyTo(region);
        region[10] = (byte)(HasParent ? 6 : 5);
        WriteItem(region, 0, "CAA16737-FA36-4D43-B3B6-33F0AA44E76B", Items, 8, flags: 4);
        WriteItem(region, 1, "2FA54224-CD1B-4876-B211-5DBED83BF4B8", Items + 8, 8, flags: 6);
        WriteItem(region, 2, "BECA12AB-B2E6-4523-93EF-C309E000C746", Items + 16, 16, flags: 6);
        WriteItem(region, 3, "8141BF1D-A96F-4709-BA47-F233A8FAAB5F", Items + 32, 4, flags: 6);
        WriteItem(region, 4, "CDA348C7-445D-4471-9CC9-E9885251C556", Items + 36, 4, flags: 6);
        BinaryPrimitives.WriteInt32LittleEndian(region[Items..], BlockSize);
        region[Items + 4] = (byte)(HasParent ? 2 : 0);
        BinaryPrimitives.WriteInt64LittleEndian(region[(Items + 8)..], Size);
        region[Items + 16] = 0x77;
        BinaryPrimitives.WriteInt32LittleEndian(region[(Items + 32)..], SectorSize);
        BinaryPrimitives.WriteInt32LittleEndian(region[(Items + 36)..], 4096);
        if (HasParent)
        {
            int length = WriteLocator(region[(Locator - Metadata)..]);
            WriteItem(region, 5, "A8D35F2D-B30B-454D-ABF7-D3D84834AB0C", Locator - Metadata, length, flags: 4);
        }
    }

    private static void WriteItem(Span<byte> region, int index, string id, int offset, int length, byte flags)
    {
        Span<byte> entry = region.Slice(32 + (index * 32), 32);
        new Guid(id).TryWriteBytes(entry);
        BinaryPrimitives.WriteInt32LittleEndian(entry[16..], offset);
        BinaryPrimitives.WriteInt32LittleEndian(entry[20..], length);
        entry[24] = flags;
    }

    private int WriteLocator(Span<byte> bytes)
    {
        new Guid("B04AEFB7-D19E-4A81-B789-25B8E9445913").TryWriteBytes(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[18..], (ushort)Parent.Count);
        int text = 20 + (Parent.Count * 12);
        for (int i = 0; i < Parent.Count; i++)
        {
            Span<byte> entry = bytes.Slice(20 + (i * 12), 12);
            int key = Encoding.Unicode.GetBytes(Parent[i].Key, bytes[text..]);
            int value = Encoding.Unicode.GetBytes(Parent[i].Value, bytes[(text + key)..]);
            BinaryPrimitives.WriteInt32LittleEndian(entry, text);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], text + key);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], (ushort)key);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[10..], (ushort)value);
            text += key + value;
        }

        return text;
    }
}
