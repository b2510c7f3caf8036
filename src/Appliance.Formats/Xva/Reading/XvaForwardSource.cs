using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.IO.Tar;
using Appliance.Formats.Machines;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Xva;

/// <summary>
/// An XVA that comes by once, as a host's export does. Its disks follow one another in the order of their references; one
/// that is passed over and may still be wanted is saved.
/// </summary>
public sealed class XvaForwardSource : IMachineSource
{
    private readonly ForwardFile _file;
    private readonly XvaChunkOrder _order;
    private readonly XvaForwardReader _reader;
    private readonly ReadOptions _options;
    private readonly HashSet<string> _wanted;
    private readonly Dictionary<string, Disk> _saved = [];

    private XvaForwardSource(ForwardFile file, MachineGroup group, XvaChunkOrder order, ReadOptions options)
    {
        _file = file;
        _order = order;
        _options = options;
        _reader = new XvaForwardReader(file, order);
        Group = group;
        _wanted = [.. group.Disks.Select(disk => disk.Id)];
    }

    /// <inheritdoc/>
    public string Name => _file.Name;

    /// <inheritdoc/>
    public string Format => "XVA";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <inheritdoc/>
    public bool CanReadAtRandom => false;

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => XvaFormat.InOrder(Group.Disks);

    /// <summary>Reads the descriptor, which is the first member.</summary>
    /// <param name="file">Stands at its start; owned from now on, also where there is an error.</param>
    /// <param name="options">Limits, the spool's place, and whether wrong checksums are accepted.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged or cut off.</exception>
    /// <exception cref="UnsupportedImageException">The file is of a kind that is not read; the message says why.</exception>
    public static async ValueTask<XvaForwardSource> OpenAsync(ForwardFile file, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        await using var opened = new Ownership<ForwardFile>(file);
        XvaMember? first = await XvaForwardReader.ReadHeaderAsync(file, new byte[UstarHeader.Size], cancellationToken);
        XvaMember descriptor = XvaContents.CheckDescriptor(first, file.Name);
        var xml = new byte[descriptor.Size];
        await file.ReadAsync(xml, XvaFormat.DescriptorName, cancellationToken);
        await file.SkipAsync(UstarHeader.PaddingOf(descriptor.Size), cancellationToken);
        XvaObjects objects = XvaObjects.Parse(xml, $"{file.Name}:{XvaFormat.DescriptorName}");
        var order = new XvaChunkOrder(objects, file.Name, options);
        MachineGroup group = new XvaMachineReader(objects, file.Name, options).ReadGroup();
        var source = new XvaForwardSource(file, group, order, options);
        opened.Release();
        return source;
    }

    /// <inheritdoc/>
    public async ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        bool isOnce = Group.Disks.Count(other => other.Id == disk.Id) == 1;
        return !isOnce || await FindSavedAsync(disk, cancellationToken) is not null
            ? new RandomContent(await OpenDiskAsync(disk, cancellationToken))
            : Take(disk);
    }

    /// <inheritdoc/>
    public async ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        Disk? saved = await FindSavedAsync(disk, cancellationToken);
        if (saved is null)
        {
            saved = await ContentSpool.TakeAsync(Take(disk), _options, cancellationToken);
            _saved.Add(disk.Id, saved);
        }

        return new SliceDisk(saved, 0, saved.Length);
    }

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return new(_order.Disks[disk.Id].VirtualSize);
    }

    /// <summary>Reads the rest, and checks that all chunks of all disks came.</summary>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        while (await _reader.PeekAsync(cancellationToken) is { } next)
        {
            await Open(next.Disk).PassAsync(cancellationToken);
        }

        _order.CheckComplete(_options);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Disk disk in _saved.Values)
        {
            await disk.DisposeAsync();
        }

        await _file.DisposeAsync();
    }

    private XvaForwardDisk Open(XvaDiskIndex disk) => new(_reader, _order, disk, _options);

    /// <summary>Comes to a disk; what is passed over is saved where it may be wanted later. Returns the disk where it was passed over before.</summary>
    private async ValueTask<Disk?> FindSavedAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        XvaDiskIndex wanted = _order.Disks[disk.Id];
        while (!_saved.ContainsKey(disk.Id) && wanted.VirtualSize > 0
            && await _reader.PeekAsync(cancellationToken) is { } next && next.Disk != wanted)
        {
            XvaForwardDisk other = Open(next.Disk);
            if (_wanted.Remove(next.Disk.Id))
            {
                _saved.Add(next.Disk.Id, await ContentSpool.SaveAsync(new ForwardContent(other, other.Length, _options), _options, cancellationToken));
            }
            else
            {
                await other.PassAsync(cancellationToken);
            }
        }

        return _saved.GetValueOrDefault(disk.Id);
    }

    private ForwardContent Take(MachineDisk disk)
    {
        if (!_wanted.Remove(disk.Id))
        {
            throw new InvalidOperationException($"{Name}:{disk.Id} has come by, and comes only once");
        }

        XvaDiskIndex index = _order.Disks[disk.Id];
        return new ForwardContent(Open(index), index.VirtualSize, _options);
    }
}
