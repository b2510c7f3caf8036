using System.Buffers.Binary;

namespace Appliance.Guests.Initramfs.Compression;

/// <summary>The block format of lz4 (lz4_Block_format.md): sequences of literals and a copy of what was before.</summary>
internal static class Lz4Block
{
    private const int ShortestMatch = 4;
    private const int LongLength = 15; // more bytes of the length follow
    private const int LongestLength = 1 << 24; // twice what a block of the legacy frame can hold

    /// <summary>Decodes a block.</summary>
    /// <returns>Bytes of content.</returns>
    /// <exception cref="InvalidDataException">The block is damaged, or has more content than there is room.</exception>
    public static int Decode(ReadOnlySpan<byte> block, Span<byte> output)
    {
        int from = 0;
        int to = 0;
        while (from < block.Length)
        {
            int token = block[from++];
            int literals = LengthOf(token >> 4, block, ref from);
            if (literals > block.Length - from || literals > output.Length - to)
            {
                throw Damaged();
            }

            block.Slice(from, literals).CopyTo(output[to..]);
            from += literals;
            to += literals;
            if (from == block.Length)
            {
                break; // the last sequence has no match
            }

            to += Copy(block, ref from, token & LongLength, output, to);
        }

        return to;
    }

    private static int Copy(ReadOnlySpan<byte> block, ref int from, int shortLength, Span<byte> output, int to)
    {
        if (block.Length - from < 2)
        {
            throw Damaged();
        }

        int distance = BinaryPrimitives.ReadUInt16LittleEndian(block[from..]);
        from += 2;
        int length = LengthOf(shortLength, block, ref from) + ShortestMatch;
        if (distance == 0 || distance > to || length > output.Length - to)
        {
            throw Damaged();
        }

        // A match may overlap itself: what was just written is copied on.
        for (int done = 0; done < length;)
        {
            int piece = Math.Min(distance + done, length - done);
            output.Slice(to - distance, piece).CopyTo(output[(to + done)..]);
            done += piece;
        }

        return length;
    }

    private static int LengthOf(int nibble, ReadOnlySpan<byte> block, ref int from)
    {
        int length = nibble;
        for (int more = nibble == LongLength ? 255 : 0; more == 255; length += more)
        {
            more = from < block.Length && length < LongestLength ? block[from++] : throw Damaged();
        }

        return length;
    }

    private static InvalidDataException Damaged() => new("the lz4 data is damaged");
}
