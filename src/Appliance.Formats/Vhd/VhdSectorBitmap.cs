namespace Appliance.Formats.Vhd;

/// <summary>The bitmap in front of a block: a bit for each sector, the first sector in the highest bit of the first byte.</summary>
internal static class VhdSectorBitmap
{
    private const int BitsPerByte = 8;

    /// <summary>Whether the bit of a sector is set.</summary>
    public static bool IsSet(ReadOnlySpan<byte> bitmap, int sector)
        => (bitmap[sector / BitsPerByte] & (0x80 >> (sector % BitsPerByte))) != 0;

    /// <summary>Sets the bit of a sector.</summary>
    public static void Set(Span<byte> bitmap, int sector)
        => bitmap[sector / BitsPerByte] |= (byte)(0x80 >> (sector % BitsPerByte));

    /// <summary>Sets the bits of the sectors that differ, and clears the others.</summary>
    /// <param name="content">May end within a sector; what is missing counts as zeros.</param>
    /// <param name="below">Whole sectors, as many as <paramref name="content"/> has.</param>
    /// <param name="bitmap">All of it is written.</param>
    /// <returns>Sectors that differ.</returns>
    public static int Compare(ReadOnlySpan<byte> content, ReadOnlySpan<byte> below, Span<byte> bitmap)
    {
        bitmap.Clear();
        int count = 0;
        for (int start = 0; start < below.Length; start += VhdFooter.SectorSize)
        {
            ReadOnlySpan<byte> other = below.Slice(start, VhdFooter.SectorSize);
            ReadOnlySpan<byte> own = content[start..Math.Min(start + VhdFooter.SectorSize, content.Length)];
            if (!other.StartsWith(own) || other[own.Length..].ContainsAnyExcept((byte)0))
            {
                Set(bitmap, start / VhdFooter.SectorSize);
                count++;
            }
        }

        return count;
    }

    /// <summary>The first sector from <paramref name="sector"/> on whose bit differs from that one's; at most <paramref name="count"/>.</summary>
    public static int FindRunEnd(ReadOnlySpan<byte> bitmap, int sector, int count)
    {
        bool value = IsSet(bitmap, sector);
        byte wholeByte = value ? byte.MaxValue : byte.MinValue;
        while (sector < count && IsSet(bitmap, sector) == value)
        {
            bool skipsByte = sector % BitsPerByte == 0 && bitmap[sector / BitsPerByte] == wholeByte;
            sector += skipsByte ? BitsPerByte : 1;
        }

        return Math.Min(sector, count);
    }
}
