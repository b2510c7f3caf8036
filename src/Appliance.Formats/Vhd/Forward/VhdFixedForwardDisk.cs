using Appliance.Formats.Streaming;

namespace Appliance.Formats.Vhd;

/// <summary>The disk in a fixed VHD that comes by: all but the footer, which is looked at last.</summary>
internal sealed class VhdFixedForwardDisk : ForwardDisk
{
    // Old versions of Virtual PC left the footer's last byte off.
    private const int ShortFooterSize = VhdFooter.Size - 1;

    private readonly ForwardFile _file;
    private readonly ReadOptions _options;
    private readonly VhdLastBytes _last = new();
    private long _offset;

    private VhdFixedForwardDisk(ForwardFile file, long length, ReadOptions options)
    {
        (_file, Length, _options) = (file, length, options);
    }

    /// <inheritdoc/>
    public override string Name => _file.Name;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Shows a file as a disk.</summary>
    /// <param name="file">Stands at its start; owned.</param>
    /// <param name="fileLength">Bytes that are to come.</param>
    /// <param name="options">Limits and warnings.</param>
    /// <exception cref="InvalidImageException">The file is too short for a footer.</exception>
    public static VhdFixedForwardDisk Open(ForwardFile file, long fileLength, ReadOptions options)
    {
        if (fileLength < VhdFooter.Size)
        {
            throw new InvalidImageException(file.Name, $"is too short ({fileLength} bytes) for a VHD");
        }

        bool isShort = fileLength % VhdFooter.SectorSize == ShortFooterSize;
        long length = fileLength - (isShort ? ShortFooterSize : VhdFooter.Size);
        options.CheckDiskSize(file.Name, length);
        return new VhdFixedForwardDisk(file, length, options);
    }

    /// <inheritdoc/>
    public override async ValueTask<DiskPiece?> NextAsync(CancellationToken cancellationToken)
    {
        if (_offset == Length)
        {
            await CheckEndAsync(cancellationToken);
            return null;
        }

        int count = (int)Math.Min(Boundary, Length - _offset);
        var piece = new DiskPiece(_offset, count, count, _file.Position);
        _offset += count;
        return piece;
    }

    /// <inheritdoc/>
    public override async ValueTask ReadAsync(Memory<byte> stored, CancellationToken cancellationToken)
    {
        await _file.ReadAsync(stored, "piece of the disk", cancellationToken);
        _last.Append(stored.Span);
    }

    /// <inheritdoc/>
    public override void Decode(DiskPiece piece, ReadOnlySpan<byte> stored, Span<byte> target) => stored.CopyTo(target);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    private async ValueTask CheckEndAsync(CancellationToken cancellationToken)
    {
        await _last.AppendRestAsync(_file, cancellationToken);
        VhdFooterPair footers = _last.ToFooters(_file, new byte[VhdFooter.Size]);
        VhdFooter footer = footers.Choose(static _ => { });
        long size = VhdLayer.CheckFooter(footers.File, footer, _options);
        if (footer.Type != VhdDiskType.Fixed || size != Length || footers.TailOffset != Length)
        {
            throw new UnsupportedImageException(
                Name, footers.TailOffset, $"the footer tells of {size} bytes, and {Length} came before it; save the file first, and convert that");
        }
    }
}
