namespace Appliance.Guests.FileSystems.Fat;

/// <summary>Changing a folder.</summary>
internal sealed partial class FatFolder
{
    /// <summary>Adds a name.</summary>
    /// <param name="name">One that Windows allows and that is not there.</param>
    /// <param name="attributes">Attributes.</param>
    /// <param name="cluster">The first cluster; 0 for an empty file.</param>
    /// <param name="size">Bytes of a file.</param>
    /// <param name="time">When it is made.</param>
    /// <exception cref="IOException">The folder or the file system is full.</exception>
    internal void Add(string name, FatAttributes attributes, uint cluster, uint size, FatTimestamp time)
    {
        byte[] shortName = FatShortName.Create(name, FindTaken().Contains);
        int parts = FatShortName.Show(shortName, cases: 0) == name ? 0 : FatLongName.PartsFor(name);
        int first = Reserve(parts + 1);
        int end = FindEnd();
        FatLongName.Write(name, FatShortName.Checksum(shortName), _bytes.AsSpan(first * FatSlot.Length, parts * FatSlot.Length));
        FatSlot slot = SlotAt(first + parts);
        slot.Bytes.Clear();
        shortName.CopyTo(slot.ShortName);
        slot.Attributes = attributes;
        slot.Cluster = cluster;
        slot.Size = size;
        slot.SetCreated(time);

        // Behind the end of a folder may stand anything: it has to stay behind the end.
        int count = parts + 1;
        if (first + count > end && first + count < Slots)
        {
            SlotAt(first + count).Bytes.Clear();
            count++;
        }

        WriteBack(first, count);
        Parse();
    }

    /// <summary>Gives a file other content.</summary>
    internal void Change(FatEntry entry, uint cluster, uint size, FatTimestamp time)
    {
        FatSlot slot = SlotAt(entry.LastSlot);
        slot.Cluster = cluster;
        slot.Size = size;
        slot.Attributes |= FatAttributes.Archive;
        slot.SetChanged(time);
        WriteBack(entry.LastSlot, 1);
        Parse();
    }

    /// <summary>Takes a name away.</summary>
    internal void Remove(FatEntry entry)
    {
        for (int number = entry.FirstSlot; number <= entry.LastSlot; number++)
        {
            SlotAt(number).Bytes[0] = FatSlot.Deleted;
        }

        WriteBack(entry.FirstSlot, entry.LastSlot - entry.FirstSlot + 1);
        Parse();
    }

    /// <summary>Fills the cluster of a new folder with its first two entries.</summary>
    /// <param name="volume">Where it is.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="parent">The first cluster of the folder above; 0 for a root, on FAT32 too.</param>
    /// <param name="time">When it is made.</param>
    internal static void Format(FatVolume volume, uint cluster, uint parent, FatTimestamp time)
    {
        var bytes = new byte[volume.Shape.ClusterSize];
        FormatSlot(new FatSlot(bytes), ".          "u8, cluster, time);
        FormatSlot(new FatSlot(bytes.AsSpan(FatSlot.Length)), "..         "u8, parent, time);
        volume.Device.Write(volume.Shape.OffsetOf(cluster), bytes);
    }

    private static void FormatSlot(FatSlot slot, ReadOnlySpan<byte> name, uint cluster, FatTimestamp time)
    {
        name.CopyTo(slot.ShortName);
        slot.Attributes = FatAttributes.Folder;
        slot.Cluster = cluster;
        slot.SetCreated(time);
    }

    /// <summary>Names that a new 8.3 name must not be.</summary>
    private HashSet<string> FindTaken()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (FatEntry entry in _entries)
        {
            taken.Add(entry.Name);
            taken.Add(entry.ShortName);
        }

        return taken;
    }

    /// <summary>The first entry that was never used, as all behind it.</summary>
    private int FindEnd()
    {
        int number = 0;
        while (number < Slots && !SlotAt(number).IsEnd)
        {
            number++;
        }

        return number;
    }

    /// <summary>Finds free entries one after the other; a chain grows for them.</summary>
    private int Reserve(int count)
    {
        int end = FindEnd();
        int free = 0;
        for (int number = 0; number < Slots; number++)
        {
            free = number >= end || SlotAt(number).IsFree ? free + 1 : 0;
            if (free == count)
            {
                return number - count + 1;
            }
        }

        int first = Slots - free;
        while (Slots - first < count)
        {
            Grow();
        }

        return first;
    }

    private void Grow()
    {
        int size = _volume.Shape.ClusterSize;
        if (_runs.Count == 0 || _bytes.Length + size > MostSlots * FatSlot.Length)
        {
            throw new IOException($"{_volume.Name}: a folder is full: it cannot have more than {Slots} entries");
        }

        ClusterRun.Append(_runs, _volume.Table.Allocate(1, _runs[^1].Last)[0].First);
        Array.Resize(ref _bytes, _bytes.Length + size);
        _place = _volume.Map(_runs);
        _place.Write(_place.Length - size, new byte[size]);
    }

    private void WriteBack(int first, int count)
        => _place.Write((long)first * FatSlot.Length, _bytes.AsSpan(first * FatSlot.Length, count * FatSlot.Length));
}
