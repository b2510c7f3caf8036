using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhd;

/// <summary>
/// The virtual disk of a dynamic VHD. A block that is stored counts as data in all its sectors, whatever its bitmap
/// says: sectors that were never written hold zeros anyway (blktap), and some writers do not keep the bitmap (qemu).
/// </summary>
internal class VhdDynamicDisk : DiskLayer
{
    /// <summary>Shows the disk that <paramref name="table"/> maps into <paramref name="file"/>, and owns the file.</summary>
    public VhdDynamicDisk(Disk file, VhdBlockTable table, long length)
        : base(file)
    {
        Table = table;
        Length = length;
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Where the blocks are.</summary>
    protected VhdBlockTable Table { get; }

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            (long block, long within) = Math.DivRem(offset, Table.BlockSize);
            int count = (int)Math.Min(buffer.Length, Table.BlockSize - within);
            if (Table.IsStored((int)block))
            {
                await Inner.ReadAsync(Table.DataOffset((int)block) + within, buffer[..count], cancellationToken);
            }
            else
            {
                buffer.Span[..count].Clear();
            }

            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        int block = (int)(offset / Table.BlockSize);
        long end = Math.Min((long)Table.FindRunEnd(block) * Table.BlockSize, Length);
        return new(new Extent(offset, end - offset, Table.IsStored(block) ? ExtentKind.Data : ExtentKind.Absent));
    }
}
