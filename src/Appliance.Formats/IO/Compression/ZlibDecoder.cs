using Appliance.Formats.IO.Native;

namespace Appliance.Formats.IO.Compression;

/// <summary>
/// Inflates one whole zlib stream (RFC 1950) that lies in memory. libdeflate does it where it is installed, a third
/// faster than the framework; both give the same results. Safe on many threads at once.
/// </summary>
internal static class ZlibDecoder
{
    /// <summary>Inflates <paramref name="source"/>, never beyond the end of <paramref name="target"/>.</summary>
    /// <param name="source">Starts with the stream; bytes behind its end are ignored.</param>
    /// <param name="target">Receives the content; undefined where the result is not <see cref="ZlibStatus.Done"/>.</param>
    public static ZlibResult Decode(ReadOnlySpan<byte> source, Span<byte> target)
        => LibDeflate.IsAvailable ? LibDeflate.Decode(source, target) : ManagedZlib.Decode(source, target);
}
