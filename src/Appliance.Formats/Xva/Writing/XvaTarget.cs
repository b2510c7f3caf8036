using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Files;
using Appliance.Formats.IO.Tar;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>
/// Writes machines as an XVA, the file that <c>xe vm-import</c> takes: a tar file of <c>ova.xml</c> and the chunks of the
/// disks. Source: xapi's <c>import.ml</c> and <c>stream_vdi.ml</c>.
/// </summary>
public sealed class XvaTarget : IMachineTarget
{
    // xapi's device numbers go from 0 to 254; one of them is the CD's.
    private const int MaxDisks = 254;

    private readonly Func<XvaOutput> _open;
    private readonly XvaOptions _xva;
    private readonly WriteOptions _options;
    private XvaOutput? _output;
    private XvaLayout? _layout;

    /// <summary>Writes to a file, which appears when it is whole.</summary>
    public XvaTarget(string path, XvaOptions xva, WriteOptions options)
        : this(() => OpenFile(path, options), Path.GetFileName(path), xva, options)
    {
        CanReadBack = true;
    }

    /// <summary>Writes to a forward-only stream, such as standard output or a request to a host; it stays open.</summary>
    public XvaTarget(Stream output, string name, XvaOptions xva, WriteOptions options)
        : this(() => new XvaStreamOutput(ForwardOutput.ToStream(output, options)), name, xva, options)
    {
    }

    private XvaTarget(Func<XvaOutput> open, string name, XvaOptions xva, WriteOptions options)
    {
        _open = open;
        Name = name;
        _xva = xva;
        _options = options;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format => _options.Compression is { } compression ? $"XVA, {compression.Name}" : "XVA";

    /// <inheritdoc/>
    public bool CanReadBack { get; }

    /// <inheritdoc/>
    public IReadOnlyList<WrittenPackage> Written => _output?.File is { } file && _layout is not null
        ? [new WrittenPackage(new WrittenFolder([file]), Name, Format: null, _layout.Disks.ToDictionary(slot => slot.Id, slot => slot.Disk))]
        : throw new InvalidOperationException($"{Name}: cannot be read back");

    /// <inheritdoc/>
    /// <remarks>
    /// Disks above 2040 GiB pass, since the file can hold them; a host takes them only into storage that is not VHD.
    /// </remarks>
    public void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(diskSizes);
        _options.Compression?.Check(Name);
        foreach (Machine machine in group.Machines)
        {
            CheckDrives(machine);
        }

        foreach (MachineDisk disk in group.Disks)
        {
            CheckSize(disk, diskSizes[disk.Id]);
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(
        IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var sizes = new Dictionary<string, long>();
        foreach (MachineDisk disk in source.Group.Disks.DistinctBy(disk => disk.Id))
        {
            sizes.Add(disk.Id, await source.MeasureDiskAsync(disk, cancellationToken));
        }

        Check(source.Group, sizes);
        await WriteAsync(source, XvaLayout.Create(source, sizes, _xva), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_output?.Commit() ?? throw new InvalidOperationException("nothing was written"));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _output?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static XvaOutput OpenFile(string path, WriteOptions options)
        => options.Compression is null ? new XvaFileOutput(path) : new XvaStreamOutput(ForwardOutput.ToFile(path, options));

    private async Task WriteAsync(
        IMachineSource source, XvaLayout layout, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        XvaOutput output = _output = _open();
        _layout = layout;
        await WriteDescriptorAsync(output, XvaDescriptor.Create(layout, source, _xva, _options), cancellationToken);
        foreach (XvaDiskSlot slot in layout.Disks)
        {
            Action<CopyProgress>? report = progress is null ? null : at => progress(slot.Disk, at);
            await using DiskContent content = await source.OpenContentAsync(slot.Disk, cancellationToken);
            await CopyDiskAsync(output, slot, content, report, cancellationToken);
        }

        if (_xva.WriteEndBlocks)
        {
            await output.AppendAsync([new byte[XvaFormat.EndBlocksSize]], cancellationToken);
        }

        await output.CompleteAsync(cancellationToken);
    }

    private async ValueTask WriteDescriptorAsync(XvaOutput output, byte[] descriptor, CancellationToken cancellationToken)
    {
        var header = new byte[UstarHeader.Size];
        UstarHeader.Write(header, XvaFormat.DescriptorName, descriptor.Length, _options.Timestamp);
        var padding = new byte[UstarHeader.PaddingOf(descriptor.Length)];
        await output.AppendAsync([header, descriptor, padding], cancellationToken);
    }

    private async Task CopyDiskAsync(
        XvaOutput output, XvaDiskSlot slot, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        if (content.Length > slot.VirtualSize)
        {
            // The descriptor is written by now: only a source that comes by once can surprise us so late.
            throw new UnsupportedImageException(
                content.Name, $"has {content.Length} bytes, more than its package says ({slot.Disk.Capacity}); save the package to a file and convert that");
        }

        await using var writer = new XvaDiskWriter(output, slot.Id, slot.VirtualSize, _xva.Checksum, _options.Timestamp);
        await content.CopyToAsync(writer, _options.Workers, progress, cancellationToken);
    }

    private void CheckDrives(Machine machine)
    {
        if (machine.Disks.Count + Math.Max(0, machine.OpticalDrives.Count - 1) > MaxDisks)
        {
            throw new UnsupportedImageException(
                Name, $"machine {machine.Name} has {machine.Disks.Count} disks and {machine.OpticalDrives.Count} CD drives, and Xen hosts take {MaxDisks}; convert it in parts");
        }
    }

    private void CheckSize(MachineDisk disk, long size)
    {
        if (XvaFormat.CountChunks(size) > XvaFormat.MaxChunks)
        {
            throw new UnsupportedImageException(
                Name, $"disk {disk.Name} has {size} bytes, and an XVA can number {XvaFormat.MaxChunks} MiB; write it as raw or QCOW2");
        }
    }
}
