namespace Appliance.Formats.Vmdk;

/// <summary>
/// Which sectors of a file are taken. It looks at the file through a window, and the tables are gone through once for
/// each window: 32 MiB of memory are enough for any file, and 128 GiB of file take one pass.
/// </summary>
internal sealed class VmdkSectorMap(long fileLength)
{
    private const long WindowSectors = 1L << 28;
    private const int WordBits = 64;

    private readonly long _sectors = VmdkUnits.DivideUp(fileLength, VmdkUnits.Sector);
    private readonly ulong[] _taken = new ulong[Math.Min(WindowSectors, VmdkUnits.RoundUp(VmdkUnits.DivideUp(fileLength, VmdkUnits.Sector), WordBits)) / WordBits];
    private long _start;

    /// <summary>Looks at the first window; false where the file is empty.</summary>
    public bool First()
    {
        _start = 0;
        return _sectors > 0;
    }

    /// <summary>Looks at the next window, or tells that there is none.</summary>
    public bool Next()
    {
        _start += WindowSectors;
        Array.Clear(_taken);
        return _start < _sectors;
    }

    /// <summary>Takes a range of bytes; false where a part of it that is in the window was taken before.</summary>
    public bool Take(long offset, long length)
    {
        long first = Math.Max(offset / VmdkUnits.Sector, _start);
        long end = Math.Min(VmdkUnits.DivideUp(offset + length, VmdkUnits.Sector), Math.Min(_sectors, _start + WindowSectors));
        bool free = true;
        for (long sector = first - _start; sector < end - _start; sector++)
        {
            ref ulong word = ref _taken[sector / WordBits];
            ulong bit = 1UL << (int)(sector % WordBits);
            free &= (word & bit) == 0;
            word |= bit;
        }

        return free;
    }
}
