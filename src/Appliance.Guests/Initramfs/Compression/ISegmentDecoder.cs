namespace Appliance.Guests.Initramfs.Compression;

/// <summary>A decoder that is fed piece by piece and knows where its data ends.</summary>
internal interface ISegmentDecoder : IDisposable
{
    /// <summary>Moves both buffers on.</summary>
    /// <param name="input">Compressed bytes.</param>
    /// <param name="output">Room for content.</param>
    /// <param name="consumed">How many of the compressed bytes are done with.</param>
    /// <param name="written">How many bytes of content there are now.</param>
    /// <returns>Whether that was all of the segment.</returns>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    bool Decode(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written);
}
