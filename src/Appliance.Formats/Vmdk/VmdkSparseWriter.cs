using System.Buffers.Binary;
using System.Runtime.InteropServices;
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
    private const int DirectoryPiece = 64 << 10;

    private readonly SafeFileHandle _file;
    private readonly VmdkDiskLabel _label;
    private readonly VmdkPlainLayout _layout;
    private readonly SpaceAhead _space;
    private readonly Lock _writing = new();
    private long _nextSector;

    /// <summary>Prepares to write to an open file.</summary>
    /// <param name="file">Open for writing, and empty; stays open.</param>
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
        _nextSector = _layout.Overhead;
        _space = new SpaceAhead(file, _nextSector * VmdkUnits.Sector);
    }

    /// <summary>Bytes of the image; final when it is complete.</summary>
    public long FileLength => _nextSector * VmdkUnits.Sector;

    /// <inheritdoc/>
    public override int BlockSize => VmdkLayout.BlockSize;

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
        block.Position = FileLength;
        _nextSector += (long)((VmdkGrainMap)block.Prepared!).DataCount * VmdkLayout.GrainSectors;
        VmdkLimits.CheckFile(_label.FileName, _nextSector);
        _space.Reserve(FileLength);
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
            WriteEntries(block.Offset, entries[..grains.Count]);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Writes the header, the descriptor and both directories, and ends the file behind the last grain.</summary>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file, VmdkSparseHeader.ComposePlain(_layout), 0, cancellationToken);
        byte[] descriptor = VmdkDescriptorWriter.Compose("monolithicSparse", _layout.Capacity, _label);
        await RandomAccess.WriteAsync(_file, descriptor, VmdkLayout.DescriptorSector * VmdkUnits.Sector, cancellationToken);
        await WriteDirectoryAsync(_layout.Redundant, cancellationToken);
        await WriteDirectoryAsync(_layout.Primary, cancellationToken);
        RandomAccess.SetLength(_file, FileLength);
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

    /// <summary>Puts the entries of a block into both copies of its table.</summary>
    private void WriteEntries(long offset, Span<uint> entries)
    {
        ToLittleEndian(entries);
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(entries), _layout.Redundant.EntryOf(offset));
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(entries), _layout.Primary.EntryOf(offset));
    }

    private async ValueTask WriteDirectoryAsync(VmdkPlainLayout.Directories copy, CancellationToken cancellationToken)
    {
        var piece = new byte[(int)Math.Min(DirectoryPiece, copy.Tables * sizeof(uint))];
        long position = copy.Directory * VmdkUnits.Sector;
        for (long table = 0; table < copy.Tables;)
        {
            int count = (int)Math.Min(piece.Length / sizeof(uint), copy.Tables - table);
            FillDirectory(piece, copy.FirstTable + (table * VmdkLayout.TableSectors));
            await RandomAccess.WriteAsync(_file, piece.AsMemory(0, count * sizeof(uint)), position, cancellationToken);
            position += count * sizeof(uint);
            table += count;
        }
    }

    private static void FillDirectory(byte[] piece, long firstTable)
    {
        Span<uint> entries = MemoryMarshal.Cast<byte, uint>(piece.AsSpan());
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = (uint)(firstTable + ((long)i * VmdkLayout.TableSectors));
        }

        ToLittleEndian(entries);
    }

    private static void ToLittleEndian(Span<uint> entries)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(entries, entries);
        }
    }
}
