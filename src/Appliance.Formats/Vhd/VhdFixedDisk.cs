using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhd;

/// <summary>The virtual disk of a fixed VHD: the file without what stands behind the disk. Owns the file.</summary>
internal sealed class VhdFixedDisk(Disk file, long length) : DiskLayer(file)
{
    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => (await Inner.FindExtentAsync(offset, cancellationToken)).ClipTo(length);
}
