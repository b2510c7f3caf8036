using System.Buffers;
using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Formats.IO.Compression;

namespace Appliance.Formats.Vmdk;

/// <summary>The grains of one block as they will stand in a streamOptimized file: marker, zlib stream, padding.</summary>
internal sealed class VmdkEncodedBlock : IDisposable
{
    private const int SizeOffset = sizeof(long);
    private readonly ZlibEncoder _encoder = new();
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(VmdkLayout.GrainsPerBlock * MaxStored);
    private readonly int[] _sectors = new int[VmdkLayout.GrainsPerBlock];
    private byte[]? _lastGrain; // for a disk that does not end with a whole grain: one block in all

    private static int MaxStored => ZlibEncoder.BoundOf(VmdkLayout.GrainSize) + VmdkUnits.Sector;

    /// <summary>What to write, a whole number of sectors.</summary>
    public ReadOnlyMemory<byte> Stored { get; private set; }

    /// <summary>For each grain the sector within <see cref="Stored"/> where it starts; -1 for a grain of zeros.</summary>
    public ReadOnlySpan<int> Sectors => _sectors;

    /// <summary>Compresses all grains of a block that are not zero.</summary>
    public void Encode(DiskBlock block)
    {
        int length = 0;
        for (int i = 0; i < _sectors.Length; i++)
        {
            ReadOnlySpan<byte> grain = GrainOf(block, i);
            _sectors[i] = grain.ContainsAnyExcept((byte)0) ? length / VmdkUnits.Sector : -1;
            length += _sectors[i] < 0 ? 0 : EncodeGrain(grain, (block.Offset / VmdkUnits.Sector) + (i * VmdkLayout.GrainSectors), length);
        }

        Stored = _buffer.AsMemory(0, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    /// <summary>One grain; the last one of a disk filled up with zeros, since VirtualBox and 7-Zip refuse a short one.</summary>
    private ReadOnlySpan<byte> GrainOf(DiskBlock block, int index)
    {
        int start = Math.Min(index * VmdkLayout.GrainSize, block.Data.Length);
        int length = Math.Min(VmdkLayout.GrainSize, block.Data.Length - start);
        ReadOnlySpan<byte> data = block.Data.Span.Slice(start, length);
        if (length is 0 or VmdkLayout.GrainSize)
        {
            return data;
        }

        _lastGrain ??= new byte[VmdkLayout.GrainSize];
        data.CopyTo(_lastGrain);
        _lastGrain.AsSpan(length).Clear();
        return _lastGrain;
    }

    private int EncodeGrain(ReadOnlySpan<byte> grain, long lba, int at)
    {
        Span<byte> target = _buffer.AsSpan(at);
        int size = _encoder.Encode(grain, target[VmdkMarker.GrainHeadSize..]);
        BinaryPrimitives.WriteInt64LittleEndian(target, lba);
        BinaryPrimitives.WriteInt32LittleEndian(target[SizeOffset..], size);
        int used = VmdkMarker.GrainHeadSize + size;
        int padded = (int)VmdkUnits.RoundUp(used, VmdkUnits.Sector);
        target[used..padded].Clear();
        return padded;
    }
}
