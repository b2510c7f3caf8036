using System.Buffers.Binary;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>
/// Pieces of a disk, each with its place in front, as vhd-tool's <c>chunked</c> protocol has it: 64 bits of offset and 32 of length,
/// both in bytes and little-endian; a length of nothing at the place of nothing is the end. What is not sent stays as it is.
/// </summary>
/// <param name="body">Where to; stays open.</param>
internal sealed class ChunkedBody(Stream body)
{
    private const int HeaderSize = 12;

    private readonly byte[] _header = new byte[HeaderSize];

    /// <summary>Sends a piece.</summary>
    /// <param name="offset">Where it is on the disk, in bytes.</param>
    /// <param name="data">Its bytes, one at least.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(offset, data.Length, cancellationToken);
        await body.WriteAsync(data, cancellationToken);
    }

    /// <summary>Sends the end.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
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
