using System.IO.Compression;
using Appliance.Formats.IO.Native;

namespace Appliance.Formats.IO.Compression;

/// <summary>
/// Inflates bare deflate (RFC 1951) that lies in memory. libdeflate does it where it is installed; what it refuses gets
/// a second look by the framework, which also takes streams that go on behind the end of the target, as qemu does.
/// Safe on many threads at once.
/// </summary>
internal static class DeflateDecoder
{
    /// <summary>Fills all of <paramref name="target"/>; false where the data is damaged or too short for that.</summary>
    /// <param name="source">Starts with the stream; bytes behind its end are ignored.</param>
    /// <param name="target">Receives the content; undefined where the result is false.</param>
    public static bool TryFill(ReadOnlySpan<byte> source, Span<byte> target)
        => (LibDeflate.IsAvailable && LibDeflate.TryFillBare(source, target)) || TryFillManaged(source, target);

    private static unsafe bool TryFillManaged(ReadOnlySpan<byte> source, Span<byte> target)
    {
        fixed (byte* start = source)
        {
            if (start is null)
            {
                return target.IsEmpty;
            }

            using var memory = new UnmanagedMemoryStream(start, source.Length);
            using var content = new DeflateStream(memory, CompressionMode.Decompress);
            try
            {
                return content.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) == target.Length;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }
}
