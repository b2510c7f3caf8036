using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>The bytes of the table, in pages that are read when they are needed and written when they are flushed.</summary>
internal sealed class FatTablePages(FatBootSector shape, BlockDevice device)
{
    // Holds all of a FAT12, so that no entry lies across two.
    private const int PageSize = 64 << 10;

    // 32 MiB: the table of 1 TiB in clusters of 32 KiB is four times that.
    private const int MostUnchanged = 512;

    private readonly Dictionary<long, byte[]> _pages = [];
    private readonly SortedSet<long> _changed = [];

    /// <summary>What stands at an offset, to the end of its page.</summary>
    internal ReadOnlySpan<byte> Look(long offset) => PageOf(offset / PageSize).AsSpan((int)(offset % PageSize));

    /// <summary>The same, to be changed.</summary>
    internal Span<byte> Change(long offset)
    {
        byte[] page = PageOf(offset / PageSize);
        _changed.Add(offset / PageSize);
        return page.AsSpan((int)(offset % PageSize));
    }

    /// <summary>Writes what was changed to every copy of the table.</summary>
    internal void Flush()
    {
        foreach (long page in _changed)
        {
            foreach (long table in shape.Tables)
            {
                device.Write(table + (page * PageSize), _pages[page]);
            }
        }

        _changed.Clear();
    }

    private byte[] PageOf(long number)
    {
        if (_pages.TryGetValue(number, out byte[]? page))
        {
            return page;
        }

        if (_pages.Count - _changed.Count >= MostUnchanged)
        {
            foreach (long unchanged in _pages.Keys.Where(other => !_changed.Contains(other)).ToList())
            {
                _pages.Remove(unchanged);
            }
        }

        long start = number * PageSize;
        page = new byte[Math.Min(PageSize, shape.TableLength - start)];
        device.Read(shape.Tables[0] + start, page);
        _pages.Add(number, page);
        return page;
    }
}
