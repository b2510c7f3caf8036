using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Writes a monolithicSparse VMDK, which VMware's desktop products, VirtualBox and qemu use as it is: both directories and
/// all their tables in front, grains as they come. A table that nothing is in is a hole of the file, so that neither the
/// file nor memory grows with the empty parts of a disk. Blocks may come in any order.
/// </summary>
public sealed class VmdkSparseWriter : DiskWriter
{
    private readonly SafeFileHandle _file;
    private readonly VmdkDiskLabel _label;
    private readonly VmdkPlainLayout _layout;
    private readonly VmdkPlainTables _tables;
    private readonly GrowingFile _content;
    private readonly Lock _writing = new();
    private long _nextSector;

    /// <summary>Prepares to write to an open file.</summary>
    /// <param name="file">Open for reading and writing, and empty; stays open.</param>
    /// <param name="diskLength">Virtual size in bytes, not 0; rounded up to a sector.</param>
    /// <param name="label">For the descriptor.</param>
    public VmdkSparseWriter(SafeFileHandle file, long diskLength, VmdkDiskLabel label)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(diskLength);
        ArgumentNullException.ThrowIfNull(label);
        _file = file;
        _label = label;
        _layout = new VmdkPlainLayout(diskLength);
        _tables = new VmdkPlainTables(file, _layout);
        _nextSector = _layout.Overhead;
        _content = new GrowingFile(file, _nextSector * VmdkUnits.Sector);
    }

    /// <summary>Bytes of the image; final when it is complete.</summary>
    public long FileLength => _nextSector * VmdkUnits.Sector;

    /// <inheritdoc/>
    public override int BlockSize => VmdkLayout.BlockSize;

    /// <inheritdoc/>
    public override bool TakesAnyOrder => true;

    /// <inheritdoc/>
    public override void Prepare(DiskBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var grains = block.Prepared as VmdkGrainMap ?? new VmdkGrainMap();
        block.Prepared = grains;
        grains.Find(block);
    }

    /// <inheritdoc/>
    /// <exception cref="UnsupportedImageException">The file would grow beyond 2 TiB.</exception>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        block.Position = Place(((VmdkGrainMap)block.Prepared!).DataCount);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        var grains = (VmdkGrainMap)block.Prepared!;
        Span<uint> entries = stackalloc uint[VmdkLayout.GrainsPerBlock];
        entries.Clear();
        lock (_writing)
        {
            WriteGrains(block, grains, entries);
            _tables.Write(block.Offset, entries[..grains.Count]);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="UnsupportedImageException">The file would grow beyond 2 TiB.</exception>
    public override ValueTask PatchAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        for (ReadOnlySpan<byte> rest = data.Span; !rest.IsEmpty;)
        {
            int within = (int)(offset % VmdkLayout.GrainSize);
            int count = Math.Min(VmdkLayout.GrainSize - within, rest.Length);
            RandomAccess.Write(_file, rest[..count], FindGrain(offset) + within);
            offset += count;
            rest = rest[count..];
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Writes the header, the descriptor and both directories, and ends the file behind the last grain.</summary>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file, VmdkSparseHeader.ComposePlain(_layout), 0, cancellationToken);
        byte[] descriptor = VmdkDescriptorWriter.Compose("monolithicSparse", _layout.Capacity, _label);
        await RandomAccess.WriteAsync(_file, descriptor, VmdkLayout.DescriptorSector * VmdkUnits.Sector, cancellationToken);
        await _tables.WriteDirectoriesAsync(cancellationToken);
        RandomAccess.SetLength(_file, FileLength);
    }

    /// <summary>Gives grains the next place in the file, and returns it.</summary>
    private long Place(int grains)
    {
        long position = FileLength;
        _nextSector += (long)grains * VmdkLayout.GrainSectors;
        VmdkLimits.CheckFile(_label.FileName, _nextSector);
        _content.Reserve(FileLength);
        return position;
    }

    /// <summary>Where a grain is in the file; one that was zeros so far gets its place.</summary>
    private long FindGrain(long offset)
    {
        if (_tables.Find(offset) is not 0 and var known)
        {
            return known;
        }

        long position = Place(grains: 1);
        _tables.Write(offset, [(uint)(position / VmdkUnits.Sector)]);
        return position;
    }

    private void WriteGrains(DiskBlock block, VmdkGrainMap grains, Span<uint> entries)
    {
        ReadOnlySpan<byte> data = block.Data.Span;
        long position = block.Position;
        for (int start = 0, end; start < grains.Count; start = end)
        {
            end = grains.RunEnd(start);
            if (!grains.HasData(start))
            {
                continue;
            }

            // The rest of a short last grain is the zeros of a hole.
            PieceWriter.Write(_file, data[(start * VmdkLayout.GrainSize)..Math.Min(end * VmdkLayout.GrainSize, data.Length)], position);
            for (int i = start; i < end; i++, position += VmdkLayout.GrainSize)
            {
                entries[i] = (uint)(position / VmdkUnits.Sector);
            }
        }
    }
}
