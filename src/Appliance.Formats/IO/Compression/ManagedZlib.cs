using System.IO.Compression;

namespace Appliance.Formats.IO.Compression;

/// <summary>Inflates with the framework's own zlib.</summary>
internal static class ManagedZlib
{
    /// <summary>See <see cref="ZlibDecoder.Decode"/>.</summary>
    public static unsafe ZlibResult Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (source.IsEmpty)
        {
            return new(ZlibStatus.Damaged, 0);
        }

        fixed (byte* start = source)
        {
            using var memory = new WatchedMemory(start, source.Length);
            using var stream = new ZLibStream(memory, CompressionMode.Decompress);
            return Decode(memory, stream, target);
        }
    }

    private static ZlibResult Decode(WatchedMemory memory, ZLibStream stream, Span<byte> target)
    {
        try
        {
            int length = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);

            // One byte more: tells a stream that is too long, and makes the framework look at the checksum.
            Span<byte> beyond = stackalloc byte[1];
            bool overflow = stream.Read(beyond) != 0;
            return overflow ? new(ZlibStatus.Overflow, 0)
                : memory.RanDry ? new(ZlibStatus.Damaged, 0)
                : new(ZlibStatus.Done, length);
        }
        catch (InvalidDataException)
        {
            return new(ZlibStatus.Damaged, 0);
        }
    }

    /// <summary>
    /// Notes when the decoder wanted more than there is: the framework takes the end of its input for the end of the
    /// content, and would pass a stream that is cut off.
    /// </summary>
    private sealed unsafe class WatchedMemory(byte* start, long length) : UnmanagedMemoryStream(start, length)
    {
        public bool RanDry { get; private set; }

        // The base class leads its other ways to read through here.
        public override int Read(byte[] buffer, int offset, int count)
        {
            RanDry |= Position == Length;
            return base.Read(buffer, offset, count);
        }
    }
}
