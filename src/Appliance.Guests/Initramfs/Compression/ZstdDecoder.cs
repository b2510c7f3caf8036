using Appliance.Formats.IO.Native;

namespace Appliance.Guests.Initramfs.Compression;

/// <summary>Decodes one frame of zstd by libzstd.</summary>
internal sealed unsafe class ZstdDecoder : ISegmentDecoder
{
    private readonly ZstdStreamHandle _handle;

    /// <summary>Makes a decoder, which refuses windows above 128 MiB as Linux does.</summary>
    /// <exception cref="MissingToolException">libzstd is not installed.</exception>
    public ZstdDecoder()
    {
        if (!LibZstd.IsAvailable)
        {
            throw new MissingToolException("libzstd.so.1", LibZstd.Package, "to read what is compressed with zstd");
        }

        _handle = new ZstdStreamHandle();
        if (_handle.IsInvalid)
        {
            throw new IOException("libzstd has no memory for a decompressor");
        }
    }

    /// <inheritdoc/>
    public bool Decode(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written)
    {
        fixed (byte* from = input, to = output)
        {
            var source = new ZstdBuffer((nint)from, (nuint)input.Length, 0);
            var target = new ZstdBuffer((nint)to, (nuint)output.Length, 0);
            nuint result = LibZstd.Decompress(_handle, ref target, ref source);
            if (LibZstd.IsError(result))
            {
                throw new InvalidDataException($"libzstd: {LibZstd.ErrorName(result)}");
            }

            consumed = (int)source.Position;
            written = (int)target.Position;
            return result == 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
