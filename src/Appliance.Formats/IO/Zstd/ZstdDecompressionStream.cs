using System.Runtime.InteropServices;
using Appliance.Formats.IO.Native;

namespace Appliance.Formats.IO.Zstd;

/// <summary>Reads what is compressed with zstd, one frame or several (RFC 8878), by way of libzstd.</summary>
public sealed class ZstdDecompressionStream : ForwardOnlyStream
{
    private const int InputSize = 128 << 10; // ZSTD_DStreamInSize: one block, 128 KiB

    private readonly Stream _source;
    private readonly ZstdStreamHandle _decompressor;
    private readonly byte[] _input = new byte[InputSize];
    private int _inputStart;
    private int _inputEnd;
    private bool _insideFrame;
    private bool _mayHoldMore; // the decompressor filled the last buffer, and may have output left

    /// <summary>Decompresses <paramref name="source"/>, which is closed with this stream.</summary>
    /// <param name="source">Compressed bytes.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="UnsupportedImageException">libzstd is not installed.</exception>
    public ZstdDecompressionStream(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!LibZstd.IsAvailable)
        {
            throw new UnsupportedImageException(
                name, $"is compressed with zstd, and libzstd is not installed; install the package {LibZstd.Package}, or unpack the file with unzstd");
        }

        _source = source;
        _decompressor = new ZstdStreamHandle();
        if (_decompressor.IsInvalid)
        {
            throw new IOException("libzstd has no memory for a decompressor");
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data is damaged, or ends within a frame.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count = 0;
        while (count == 0 && !buffer.IsEmpty)
        {
            if (NeedsInput && !Accept(_source.Read(_input)))
            {
                break;
            }

            count = Decompress(buffer);
        }

        return count;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data is damaged, or ends within a frame.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = 0;
        while (count == 0 && !buffer.IsEmpty)
        {
            if (NeedsInput && !Accept(await _source.ReadAsync(_input, cancellationToken)))
            {
                break;
            }

            count = Decompress(buffer.Span);
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decompressor.Dispose();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool NeedsInput => _inputStart == _inputEnd && !_mayHoldMore;

    /// <summary>Takes what was read; false at the end.</summary>
    private bool Accept(int count)
    {
        if (count == 0 && _insideFrame)
        {
            throw new InvalidDataException("the zstd data ends within a frame");
        }

        _inputStart = 0;
        _inputEnd = count;
        return count > 0;
    }

    private unsafe int Decompress(Span<byte> buffer)
    {
        fixed (byte* from = _input, to = &MemoryMarshal.GetReference(buffer))
        {
            var input = new ZstdBuffer((nint)from, (nuint)_inputEnd, (nuint)_inputStart);
            var output = new ZstdBuffer((nint)to, (nuint)buffer.Length, 0);
            nuint result = LibZstd.Decompress(_decompressor, ref output, ref input);
            if (LibZstd.IsError(result))
            {
                throw new InvalidDataException($"libzstd: {LibZstd.ErrorName(result)}");
            }

            _inputStart = (int)input.Position;
            _insideFrame = result != 0;
            _mayHoldMore = _insideFrame && output.Position == output.Size;
            return (int)output.Position;
        }
    }
}
