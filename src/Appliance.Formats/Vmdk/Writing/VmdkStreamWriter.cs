using System.Collections.Concurrent;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Writes a streamOptimized VMDK the way ESXi exports one: grains in ascending order, each grain table behind its
/// grains, the directory and a footer at the end. Nothing is written twice, so that it may go into a pipe. VMware,
/// VirtualBox and qemu read it.
/// </summary>
public sealed class VmdkStreamWriter : DiskWriter
{
    private const int Overhead = VmdkLayout.GrainSectors; // the first grain is aligned as VMware does

    private readonly SequentialOutput _output;
    private readonly VmdkDiskLabel _label;
    private readonly long _capacity;
    private readonly long _start;
    private readonly VmdkStreamDirectory _directory;
    private readonly ConcurrentBag<VmdkEncodedBlock> _encoders = [];
    private bool _hasHead;

    /// <summary>Starts an image.</summary>
    /// <param name="output">Gets the image, from where it is; the writer completes it, and does not close what is behind it.</param>
    /// <param name="diskLength">Virtual size in bytes, not 0; rounded up to a sector.</param>
    /// <param name="label">For the descriptor.</param>
    public VmdkStreamWriter(SequentialOutput output, long diskLength, VmdkDiskLabel label)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(diskLength);
        ArgumentNullException.ThrowIfNull(label);
        _output = output;
        _label = label;
        _capacity = VmdkUnits.DivideUp(diskLength, VmdkUnits.Sector);
        _start = output.Length;
        _directory = new VmdkStreamDirectory(VmdkUnits.DivideUp(_capacity * VmdkUnits.Sector, VmdkLayout.TableSpan));
    }

    /// <summary>Bytes of the image; final when it is complete.</summary>
    public long FileLength => _output.Length - _start;

    /// <summary>Bytes of virtual disk in grains that hold data.</summary>
    public long PopulatedSize { get; private set; }

    /// <inheritdoc/>
    public override int BlockSize => VmdkLayout.BlockSize;

    private long NextSector => FileLength / VmdkUnits.Sector;

    /// <inheritdoc/>
    public override void Prepare(DiskBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.Prepared is not VmdkEncodedBlock encoded)
        {
            block.Prepared = encoded = new VmdkEncodedBlock();
            _encoders.Add(encoded);
        }

        encoded.Encode(block);
    }

    /// <inheritdoc/>
    /// <exception cref="UnsupportedImageException">The file would grow beyond 2 TiB.</exception>
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        var encoded = (VmdkEncodedBlock)block.Prepared!;
        await AppendHeadAsync(cancellationToken);
        if (_directory.IsFull(block.Offset))
        {
            await AppendTableAsync(cancellationToken);
        }

        VmdkLimits.CheckFile(_label.FileName, NextSector + (encoded.Stored.Length / VmdkUnits.Sector));
        PopulatedSize += (long)_directory.Add(block.Offset, NextSector, encoded.Sectors) * VmdkLayout.GrainSize;
        block.Position = await _output.PlaceAsync(encoded.Stored, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        _output.Write(block.Position, ((VmdkEncodedBlock)block.Prepared!).Stored.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes the last table, the directory, the footer and the end marker.</summary>
    /// <exception cref="UnsupportedImageException">The file would grow beyond 2 TiB.</exception>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await AppendHeadAsync(cancellationToken);
        await AppendTableAsync(cancellationToken);
        long directory = NextSector + 1; // behind its marker
        await _output.AppendAsync(_directory.ComposeDirectory(), cancellationToken);
        await _output.AppendAsync(VmdkMarker.Compose(1, VmdkMarkerType.Footer), cancellationToken);
        await _output.AppendAsync(VmdkSparseHeader.ComposeStream(_capacity, directory, Overhead), cancellationToken);
        await _output.AppendAsync(VmdkMarker.Compose(0, VmdkMarkerType.EndOfStream), cancellationToken);
        VmdkLimits.CheckFile(_label.FileName, NextSector);
        await _output.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        foreach (VmdkEncodedBlock encoder in _encoders)
        {
            encoder.Dispose();
        }

        return base.DisposeAsync();
    }

    private async ValueTask AppendHeadAsync(CancellationToken cancellationToken)
    {
        if (_hasHead)
        {
            return;
        }

        var head = new byte[Overhead * VmdkUnits.Sector];
        VmdkSparseHeader.ComposeStream(_capacity, VmdkSparseHeader.InFooter, Overhead).CopyTo(head, 0);
        VmdkDescriptorWriter.Compose("streamOptimized", _capacity, _label).CopyTo(head, VmdkLayout.DescriptorSector * VmdkUnits.Sector);
        await _output.AppendAsync(head, cancellationToken);
        _hasHead = true;
    }

    private async ValueTask AppendTableAsync(CancellationToken cancellationToken)
    {
        if (_directory.HasTable)
        {
            await _output.AppendAsync(_directory.TakeTable(NextSector), cancellationToken);
        }
    }
}
