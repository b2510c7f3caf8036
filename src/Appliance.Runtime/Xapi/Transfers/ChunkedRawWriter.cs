using System.Buffers.Binary;
using Appliance.Formats.Disks;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>
/// Sends the blocks of a disk that are not all zero, each with its place in front, as vhd-tool's <c>chunked</c> protocol has
/// it: 64 bits of offset and 32 of length, both in bytes and little-endian; a length of nothing at the place of nothing is
/// the end. What is not sent stays as it is, zero on a new disk.
/// </summary>
/// <param name="body">Where to; stays open.</param>
internal sealed class ChunkedRawWriter(Stream body) : DiskWriter
{
    private const int HeaderSize = 12;

    private readonly byte[] _header = new byte[HeaderSize];

    /// <inheritdoc/>
    public override int BlockSize => 1 << 20;

    /// <inheritdoc/>
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        await WriteHeaderAsync(block.Offset, block.Data.Length, cancellationToken);
        await body.WriteAsync(block.Data, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(0, 0, cancellationToken);
        await body.FlushAsync(cancellationToken);
    }

    private ValueTask WriteHeaderAsync(long offset, int length, CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_header, offset);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(sizeof(long)), length);
        return body.WriteAsync(_header, cancellationToken);
    }
}
