using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>A folder: all its entries, read at once.</summary>
internal sealed partial class FatFolder
{
    /// <summary>Most entries of a folder, by specification: 2 MiB of them.</summary>
    internal const int MostSlots = 65_536;

    private readonly FatVolume _volume;
    private readonly uint _cluster;
    private readonly List<ClusterRun> _runs;
    private readonly List<FatEntry> _entries = [];
    private BlockDevice _place;
    private byte[] _bytes;

    private FatFolder(FatVolume volume, uint cluster, List<ClusterRun> runs, BlockDevice place)
    {
        _volume = volume;
        _cluster = cluster;
        _runs = runs;
        _place = place;
        _bytes = new byte[place.Length];
        place.Read(0, _bytes);
        Parse();
    }

    /// <summary>Its first cluster; 0 for the root folder of FAT12 and FAT16.</summary>
    internal uint Cluster => _cluster;

    /// <summary>What is in it, without <c>.</c> and <c>..</c>.</summary>
    internal IReadOnlyList<FatEntry> Entries => _entries;

    /// <summary>The label of the volume, where this is its root and has one.</summary>
    internal string? Label { get; private set; }

    private int Slots => _bytes.Length / FatSlot.Length;

    /// <summary>Reads the root folder.</summary>
    internal static FatFolder ReadRoot(FatVolume volume)
    {
        FatBootSector shape = volume.Shape;
        return shape.RootCluster != 0
            ? Read(volume, shape.RootCluster)
            : new FatFolder(volume, 0, [], MappedDevice.Slice(volume.Name, volume.Device, shape.RootOffset, shape.RootLength));
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="volume">Where it is.</param>
    /// <param name="cluster">Its first cluster.</param>
    internal static FatFolder Read(FatVolume volume, uint cluster)
    {
        List<ClusterRun> runs = volume.Chain(cluster, MostSlots * FatSlot.Length, out bool rest);
        return rest
            ? throw new InvalidImageException(volume.Name, $"the folder at cluster {cluster:X} does not end within {MostSlots} entries")
            : new FatFolder(volume, cluster, runs, volume.Map(runs));
    }

    /// <summary>Finds a long or 8.3 name, whatever its case; null where there is none.</summary>
    internal FatEntry? Find(string name)
        => _entries.Find(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? _entries.Find(entry => entry.ShortName.Equals(name, StringComparison.OrdinalIgnoreCase));

    private FatSlot SlotAt(int number) => new(_bytes.AsSpan(number * FatSlot.Length, FatSlot.Length));

    private void Parse()
    {
        _entries.Clear();
        var longName = new FatLongName();
        for (int number = 0; number < Slots; number++)
        {
            FatSlot slot = SlotAt(number);
            if (slot.IsEnd)
            {
                break;
            }

            if (!slot.IsFree && slot.IsLongName)
            {
                longName.Take(slot.Bytes);
                continue;
            }

            string? name = longName.Finish(slot.ShortName, out int parts);
            if (!slot.IsFree)
            {
                Take(slot, name, number - parts, number);
            }
        }
    }

    private void Take(FatSlot slot, string? longName, int first, int last)
    {
        if (slot.Attributes.HasFlag(FatAttributes.Label))
        {
            Label ??= FatShortName.ShowLabel(slot.ShortName);
            return;
        }

        string shortName = FatShortName.Show(slot.ShortName, slot.Case);
        string name = longName is not null && WindowsName.CanBeAsked(longName) ? longName : shortName;
        if (WindowsName.CanBeAsked(name))
        {
            uint cluster = _volume.Shape.Type == FatType.Fat32 ? slot.Cluster & FatTable.Mask32 : slot.Cluster & 0xFFFF;
            _entries.Add(new FatEntry(name, shortName, slot.Attributes, cluster, slot.Size, first, last));
        }
    }
}
