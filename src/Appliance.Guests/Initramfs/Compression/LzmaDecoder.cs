using Appliance.Guests.Native;

namespace Appliance.Guests.Initramfs.Compression;

/// <summary>Decodes .xz and .lzma by liblzma.</summary>
internal sealed unsafe class LzmaDecoder : ISegmentDecoder
{
    // xz -9 has a dictionary of 64 MiB, and no initramfs a larger one: the kernel has to hold it when it starts.
    private const ulong MemoryLimit = 256 << 20;

    private readonly LzmaHandle _handle = new();

    /// <summary>Starts a decoder.</summary>
    /// <param name="isXz">Whether it is .xz; else .lzma.</param>
    /// <exception cref="MissingToolException">liblzma is not installed.</exception>
    public LzmaDecoder(bool isXz)
    {
        if (!LibLzma.IsAvailable)
        {
            throw new MissingToolException(LibLzma.Library, LibLzma.Package, "to read what is compressed with xz");
        }

        int result = isXz ? LibLzma.StartXz(_handle.State, MemoryLimit, flags: 0) : LibLzma.StartLzma(_handle.State, MemoryLimit);
        if (result != LibLzma.Ok)
        {
            _handle.Dispose();
            throw new IOException($"liblzma has no decoder (code {result})");
        }
    }

    /// <inheritdoc/>
    public bool Decode(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written)
    {
        fixed (byte* from = input, to = output)
        {
            LzmaState* state = _handle.State;
            state->NextIn = from;
            state->AvailableIn = (nuint)input.Length;
            state->NextOut = to;
            state->AvailableOut = (nuint)output.Length;
            int result = LibLzma.Code(state, LibLzma.Run);
            consumed = input.Length - (int)state->AvailableIn;
            written = output.Length - (int)state->AvailableOut;
            return result switch
            {
                LibLzma.Ok or LibLzma.NoProgress => false,
                LibLzma.StreamEnd => true,
                LibLzma.MemoryLimit => throw new InvalidDataException("the xz data asks for more than 256 MiB of memory"),
                _ => throw new InvalidDataException($"the xz data is damaged (code {result} of liblzma)"),
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
