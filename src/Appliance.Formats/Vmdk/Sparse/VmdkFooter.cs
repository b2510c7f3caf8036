using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Finds the footer of a stream, which repeats the header with the true place of the grain directory: a marker, the
/// footer and an end-of-stream marker are the last three sectors.
/// </summary>
internal static class VmdkFooter
{
    // Zeros that some transfers leave behind the end.
    private const int MaxPadding = 1 << 20;

    /// <summary>Reads the footer and checks it against the header.</summary>
    /// <exception cref="InvalidImageException">There is none, so the file is cut off; or it contradicts the header.</exception>
    public static async ValueTask<VmdkSparseHeader> ReadAsync(Disk file, VmdkSparseHeader header, CancellationToken cancellationToken)
    {
        long start = Math.Max(0, file.Length - MaxPadding) / VmdkUnits.Sector * VmdkUnits.Sector;
        byte[] tail = await file.ReadStructureAsync(start, (int)(file.Length - start), "end of the stream", cancellationToken);
        int place = Find(tail);
        if (place < 0)
        {
            throw new InvalidImageException(file.Name, file.Length, "the stream is cut off: it does not end with a footer and an end-of-stream marker");
        }

        VmdkSparseHeader footer = VmdkSparseHeader.Parse(tail.AsSpan(place), file.Name, start + place);
        CheckAgreement(header, footer, start + place);
        return footer;
    }

    /// <summary>Where in the tail of a file the footer is, or -1.</summary>
    private static int Find(ReadOnlySpan<byte> tail)
    {
        int last = tail.LastIndexOfAnyExcept((byte)0);
        int place = last / VmdkUnits.Sector * VmdkUnits.Sector;
        bool fits = place >= VmdkUnits.Sector && tail.Length - place >= VmdkSparseHeader.Size + VmdkUnits.Sector;
        return fits && VmdkMagic.IsSparse(tail[place..]) && IsFooterMarker(tail[(place - VmdkUnits.Sector)..]) ? place : -1;
    }

    private static bool IsFooterMarker(ReadOnlySpan<byte> sector)
        => VmdkMarker.Parse(sector) is { IsGrain: false, Type: VmdkMarkerType.Footer };

    /// <summary>Refuses a footer that does not repeat the header.</summary>
    /// <exception cref="InvalidImageException">It does not.</exception>
    public static void CheckAgreement(VmdkSparseHeader header, VmdkSparseHeader footer, long place)
    {
        bool agree = footer.Directory != VmdkSparseHeader.InFooter
            && footer.Version == header.Version
            && footer.Flags == header.Flags
            && footer.Capacity == header.Capacity
            && footer.GrainSize == header.GrainSize
            && footer.TableEntries == header.TableEntries
            && footer.DescriptorPlace == header.DescriptorPlace
            && footer.DescriptorSize == header.DescriptorSize;
        if (!agree)
        {
            throw new InvalidImageException(header.File, place, "the footer contradicts the header");
        }
    }
}
