using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Writes a streamOptimized VMDK the way ESXi exports one: grains in ascending order, each grain table behind its
/// grains, the directory and a footer at the end. VMware, VirtualBox and qemu read it.
/// </summary>
public sealed class VmdkStreamWriter : DiskWriter
{
    internal const int Sector = 512;
    internal const int GrainSectors = 128;
    internal const int GrainSize = GrainSectors * Sector;
    internal const int GrainsPerBlock = 16;
    private const int TableEntries = 512;
    private const int TableSectors = TableEntries * sizeof(uint) / Sector;
    private const long TableSpan = (long)TableEntries * GrainSize;
    private const int DescriptorSectors = 20;
    private const int Overhead = GrainSectors; // first grain, aligned as VMware does
    private const int TableMarker = 1;
    private const int DirectoryMarker = 2;
    private const int FooterMarker = 3;
    private const uint LastCid = 0xFFFF_FFFD; // the two above have a meaning of their own

    private readonly SafeFileHandle _file;
    private readonly long _start;
    private readonly long _capacity;
    private readonly string _name;
    private readonly Guid _id;
    private readonly uint[] _table = new uint[TableEntries];
    private readonly uint[] _directory;
    private readonly ConcurrentBag<VmdkEncodedBlock> _encoders = [];
    private readonly GrowingFile _content;
    private long _tableIndex = -1;
    private long _nextSector = Overhead;

    /// <summary>Starts an image.</summary>
    /// <param name="file">Stays open when the writer is disposed.</param>
    /// <param name="start">Where in the file the image starts, in bytes.</param>
    /// <param name="diskLength">Virtual size in bytes; rounded up to a sector.</param>
    /// <param name="name">The file name that goes into the descriptor, where readers ignore it.</param>
    /// <param name="id">Makes the content ID.</param>
    public VmdkStreamWriter(SafeFileHandle file, long start, long diskLength, string name, Guid id)
    {
        _file = file;
        _start = start;
        _content = new GrowingFile(file, start);
        _capacity = (diskLength + Sector - 1) / Sector;
        _name = name;
        _id = id;
        _directory = new uint[((_capacity * Sector) + TableSpan - 1) / TableSpan];
    }

    /// <summary>Bytes of the image; known when it is complete.</summary>
    public long FileLength { get; private set; }

    /// <inheritdoc/>
    public override int BlockSize => GrainsPerBlock * GrainSize;

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
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        var encoded = (VmdkEncodedBlock)block.Prepared!;
        long table = block.Offset / TableSpan;
        if (table != _tableIndex)
        {
            await FlushTableAsync(cancellationToken);
            _tableIndex = table;
        }

        int entry = (int)(block.Offset % TableSpan / GrainSize);
        foreach (int sector in encoded.Sectors)
        {
            _table[entry++] = sector < 0 ? 0 : checked((uint)(_nextSector + sector));
        }

        block.Position = _start + (_nextSector * Sector);
        _nextSector += encoded.Stored.Length / Sector;
        _content.Reserve(_start + (_nextSector * Sector));
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        _content.Write(block.Position, ((VmdkEncodedBlock)block.Prepared!).Stored.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushTableAsync(cancellationToken);
        int directorySectors = ((_directory.Length * sizeof(uint)) + Sector - 1) / Sector;
        await AppendAsync(Marker(directorySectors, DirectoryMarker), cancellationToken);
        long directory = _nextSector;
        await AppendAsync(LittleEndian(_directory, directorySectors), cancellationToken);
        await AppendAsync(Marker(1, FooterMarker), cancellationToken);
        await AppendAsync(Header(directory), cancellationToken);
        await AppendAsync(new byte[Sector], cancellationToken); // end of stream
        FileLength = _nextSector * Sector;

        var head = new byte[Overhead * Sector];
        Header(VmdkSparseHeader.InFooter).CopyTo(head, 0);
        Encoding.UTF8.GetBytes(Descriptor()).CopyTo(head, Sector);
        await RandomAccess.WriteAsync(_file, head, _start, cancellationToken);
        RandomAccess.SetLength(_file, _start + FileLength);
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

    private async ValueTask FlushTableAsync(CancellationToken cancellationToken)
    {
        if (_tableIndex < 0)
        {
            return;
        }

        await AppendAsync(Marker(TableSectors, TableMarker), cancellationToken);
        _directory[_tableIndex] = checked((uint)_nextSector);
        await AppendAsync(LittleEndian(_table, TableSectors), cancellationToken);
        _table.AsSpan().Clear();
    }

    private async ValueTask AppendAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file, bytes, _start + (_nextSector * Sector), cancellationToken);
        _nextSector += bytes.Length / Sector;
    }

    private static byte[] LittleEndian(uint[] entries, int sectors)
    {
        var bytes = new byte[sectors * Sector];
        Span<uint> target = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
        entries.CopyTo(target);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(target, target);
        }

        return bytes;
    }

    private static byte[] Marker(long sectors, int type)
    {
        var marker = new byte[Sector];
        BinaryPrimitives.WriteInt64LittleEndian(marker, sectors);
        BinaryPrimitives.WriteInt32LittleEndian(marker.AsSpan(12), type);
        return marker;
    }

    private byte[] Header(long directorySector)
        => VmdkSparseHeader.ComposeStream(_capacity, GrainSectors, DescriptorSectors, TableEntries, directorySector, Overhead);

    private string Descriptor()
    {
        uint cid = Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(_id.ToByteArray(bigEndian: true)), 1, LastCid);
        const int heads = 255, sectors = 63;
        long cylinders = Math.Clamp((_capacity + (heads * sectors) - 1) / (heads * sectors), 1, 65535);
        return $"""
            # Disk DescriptorFile
            version=1
            encoding="UTF-8"
            CID={cid:x8}
            parentCID=ffffffff
            createType="streamOptimized"

            # Extent description
            RW {_capacity} SPARSE "{_name}"

            # The Disk Data Base
            #DDB

            ddb.adapterType = "lsilogic"
            ddb.geometry.cylinders = "{cylinders}"
            ddb.geometry.heads = "{heads}"
            ddb.geometry.sectors = "{sectors}"
            ddb.virtualHWVersion = "10"

            """;
    }
}
