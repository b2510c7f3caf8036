using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>
/// Reads the machines and disks of an XVA by xapi, Xen Orchestra or this project. Every chunk is checked against its
/// checksum when it is read.
/// </summary>
public sealed class XvaSource : IMachineSource
{
    private readonly Disk _file;
    private readonly Dictionary<string, XvaDisk> _disks;

    private XvaSource(Disk file, MachineGroup group, Dictionary<string, XvaDisk> disks)
    {
        _file = file;
        Group = group;
        _disks = disks;
    }

    /// <inheritdoc/>
    public string Name => _file.Name;

    /// <inheritdoc/>
    public string Format => "XVA";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => XvaFormat.InOrder(Group.Disks);

    /// <summary>Reads the descriptor and finds all chunks; the source owns <paramref name="file"/> from here on.</summary>
    /// <param name="file">The XVA, not compressed.</param>
    /// <param name="options">Limits, and whether wrong checksums are accepted.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged or cut off.</exception>
    /// <exception cref="UnsupportedImageException">The file is of a kind that is not read; the message says why.</exception>
    public static async ValueTask<XvaSource> OpenAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        await using var opened = new Ownership<Disk>(file);
        XvaContents contents = await XvaContents.ReadAsync(file, options, cancellationToken);
        MachineGroup group = new XvaMachineReader(contents.Objects, file.Name, options).ReadGroup();
        var reader = new XvaChunkReader(file, options);
        Dictionary<string, XvaDisk> disks = contents.Disks.ToDictionary(pair => pair.Key, pair => new XvaDisk(file, pair.Value, reader));
        var source = new XvaSource(file, group, disks);
        opened.Release();
        return source;
    }

    /// <summary>Unpacks an XVA that is compressed with gzip or zstd, and opens it; <paramref name="file"/> is closed.</summary>
    /// <exception cref="InvalidImageException">The file is damaged or cut off.</exception>
    /// <exception cref="UnsupportedImageException">It is zstd and libzstd is missing, or it unpacks to too much.</exception>
    public static async ValueTask<XvaSource> OpenCompressedAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        await using (file)
        {
            return await OpenAsync(await XvaImage.UnpackAsync(file, options, cancellationToken), options, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return _disks.TryGetValue(disk.Id, out XvaDisk? found)
            ? new(found)
            : throw new ArgumentException($"{Name} has no disk {disk.Id}", nameof(disk));
    }

    /// <inheritdoc/>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        foreach (XvaDisk disk in _disks.Values)
        {
            await disk.VerifyAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
