using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>A device, its shape and its table: what folders and files are made of.</summary>
internal sealed class FatVolume
{
    private readonly FatInformationSector? _information;

    internal FatVolume(BlockDevice device)
    {
        Device = device;
        Shape = FatBootSector.Read(device);
        Table = new FatTable(Shape, device);
        Name = $"{device.Name} (FAT{(int)Shape.Type})";
        _information = FatInformationSector.TryRead(Shape, device);
        Table.Next = _information?.Next ?? 2;
    }

    /// <summary>What messages call the file system.</summary>
    internal string Name { get; }

    /// <summary>Where it lies.</summary>
    internal BlockDevice Device { get; }

    /// <summary>Sizes and places.</summary>
    internal FatBootSector Shape { get; }

    /// <summary>What follows each cluster.</summary>
    internal FatTable Table { get; }

    /// <summary>The clusters of a chain.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="limit">Most bytes to look at.</param>
    /// <param name="rest">Whether clusters follow those.</param>
    /// <exception cref="InvalidImageException">It leads to no cluster.</exception>
    internal List<ClusterRun> Chain(uint first, long limit, out bool rest)
    {
        Table.RequireCluster(first);
        var runs = new List<ClusterRun>();
        uint? cluster = first;
        for (long left = limit; left > 0 && cluster is { } now; left -= Shape.ClusterSize)
        {
            ClusterRun.Append(runs, now);
            cluster = Table.Follow(now);
        }

        rest = cluster is not null;
        return runs;
    }

    /// <summary>Clusters as one device.</summary>
    internal MappedDevice Map(IReadOnlyList<ClusterRun> runs)
        => new(Name, [.. runs.Select(run => new DeviceSegment(Device, Shape.OffsetOf(run.First), (long)run.Count * Shape.ClusterSize))]);

    /// <summary>Clusters for so many bytes.</summary>
    internal long ClustersFor(long bytes) => (bytes + Shape.ClusterSize - 1) / Shape.ClusterSize;

    /// <summary>Writes table and counts.</summary>
    internal void Flush()
    {
        Table.Flush();
        _information?.Write(Table.Free, Table.Next);
    }
}
