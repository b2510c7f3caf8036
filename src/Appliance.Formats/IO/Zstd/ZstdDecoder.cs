using System.Runtime.InteropServices;
using Appliance.Formats.IO.Native;

namespace Appliance.Formats.IO.Zstd;

/// <summary>Decompresses a zstd frame that lies in memory, by way of libzstd. Safe on many threads at once.</summary>
internal static class ZstdDecoder
{
    // A decompressor is not thread-safe, so each thread keeps its own; the handle frees it when the thread is gone.
    [ThreadStatic]
    private static ZstdStreamHandle? _decompressor;

    /// <summary>Refuses a file where libzstd is not installed.</summary>
    /// <exception cref="UnsupportedImageException">It is not; the message names the package.</exception>
    public static void CheckAvailable(string file)
    {
        if (!LibZstd.IsAvailable)
        {
            throw new UnsupportedImageException(
                file, $"is compressed with zstd, and libzstd is not installed; install the package {LibZstd.Package}");
        }
    }

    /// <summary>Fills all of <paramref name="target"/>; false where the data is damaged or too short for that.</summary>
    /// <param name="source">Starts with the frame; bytes behind its end are ignored.</param>
    /// <param name="target">Receives the content; undefined where the result is false.</param>
    public static unsafe bool TryFill(ReadOnlySpan<byte> source, Span<byte> target)
    {
        ZstdStreamHandle decompressor = _decompressor ??= new ZstdStreamHandle();
        if (decompressor.IsInvalid)
        {
            throw new IOException("libzstd has no memory for a decompressor");
        }

        // What a damaged frame left behind must not reach the next one.
        LibZstd.Reset(decompressor);
        fixed (byte* from = &MemoryMarshal.GetReference(source), to = &MemoryMarshal.GetReference(target))
        {
            var input = new ZstdBuffer((nint)from, (nuint)source.Length, 0);
            var output = new ZstdBuffer((nint)to, (nuint)target.Length, 0);
            nuint before;
            do
            {
                before = input.Position + output.Position;
                if (LibZstd.IsError(LibZstd.Decompress(decompressor, ref output, ref input)))
                {
                    return false;
                }
            }
            while (output.Position < output.Size && input.Position + output.Position > before);
            return output.Position == output.Size;
        }
    }
}
