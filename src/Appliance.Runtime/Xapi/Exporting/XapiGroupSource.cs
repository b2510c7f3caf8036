using System.Globalization;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Exporting;

/// <summary>
/// The machines of a vApp as one source, in their order. The pool begins an export of each at once, which keeps all of them as they
/// are; they come by one after the other.
/// </summary>
internal sealed class XapiGroupSource : IMachineSource
{
    private readonly XapiGroup _group;
    private readonly SourceList _sources;
    private readonly Dictionary<string, (XapiSource Source, MachineDisk Disk)> _disks = new(StringComparer.Ordinal);

    private XapiGroupSource(XapiGroup group, SourceList sources)
    {
        (_group, _sources) = (group, sources);
        Group = new MachineGroup
        {
            Name = group.Name,
            Description = group.Fields.Text("name_description") is { Length: > 0 } description ? description : null,
            Machines = [.. sources.SelectMany((source, number) => source.Group.Machines.Select(machine => Take(source, machine, number)))],
            Networks = [.. sources.SelectMany(source => source.Group.Networks).DistinctBy(network => network.Name)],
        };
    }

    /// <inheritdoc/>
    public string Name => _group.Name;

    /// <inheritdoc/>
    public string Format => $"a vApp in {_group.Pool.Name}";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <inheritdoc/>
    public bool CanReadAtRandom => false;

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => _sources.SelectMany((source, number) => source.DisksInOrder.Select(disk => Numbered(disk, number)));

    /// <summary>Has the pool begin.</summary>
    /// <exception cref="HostException">It has no machines, or one of them is not stopped.</exception>
    public static async Task<XapiGroupSource> OpenAsync(XapiGroup group, CancellationToken cancellationToken)
    {
        IReadOnlyList<XapiVm> machines = await group.ReadMachinesAsync(cancellationToken);
        if (machines.Count == 0)
        {
            throw new HostException(group.Pool.Name, $"{group.Name} is a vApp without machines; there is nothing to export");
        }

        await using var sources = new Ownership<SourceList>(new SourceList());
        foreach (XapiVm machine in machines)
        {
            sources.Held.Add(await XapiSource.OpenAsync(group.Pool, machine.Uuid, cancellationToken));
        }

        return new XapiGroupSource(group, sources.Release());
    }

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => _disks[disk.Id].Source.OpenDiskAsync(_disks[disk.Id].Disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _disks[disk.Id].Source.OpenContentAsync(_disks[disk.Id].Disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _disks[disk.Id].Source.MeasureDiskAsync(_disks[disk.Id].Disk, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        foreach (XapiSource source in _sources)
        {
            await source.VerifyAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _sources.DisposeAsync();

    /// <summary>A machine with identifiers that no other of the group has: each export counts from nothing.</summary>
    private Machine Take(XapiSource source, Machine machine, int number)
    {
        foreach (MachineDisk disk in machine.Disks)
        {
            // One that hangs on a machine twice is there twice.
            _disks.TryAdd(Numbered(disk, number).Id, (source, disk));
        }

        return machine with { Id = Numbered(machine.Id, number), Disks = [.. machine.Disks.Select(disk => Numbered(disk, number))] };
    }

    private static MachineDisk Numbered(MachineDisk disk, int number) => disk with { Id = Numbered(disk.Id, number), FileName = disk.FileName is { } file ? Numbered(file, number) : null };

    private static string Numbered(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"{id}-{number + 1}");
}
