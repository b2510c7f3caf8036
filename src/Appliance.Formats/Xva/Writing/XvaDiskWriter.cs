using Appliance.Formats.Disks;

namespace Appliance.Formats.Xva;

/// <summary>
/// Writes one disk as a sequence of chunks. Chunks of zeros are left out, except the first and the last, without which
/// xapi fails, and one in <see cref="KeepAliveChunks"/> of those that a stream's reader would wait for.
/// </summary>
/// <param name="output">Where the members go.</param>
/// <param name="disk">The VDI's identifier in <c>ova.xml</c>, its folder in the tar file.</param>
/// <param name="length">Virtual size in bytes, a multiple of a chunk.</param>
/// <param name="checksum">The checksum of the chunks.</param>
/// <param name="time">Modification time of the members.</param>
internal sealed class XvaDiskWriter(XvaOutput output, string disk, long length, XvaChecksum checksum, DateTimeOffset time)
    : DiskWriter
{
    /// <summary>
    /// Zeros that are read before one chunk of them is written to a stream, in chunks. Firewalls and hosts drop connections
    /// that are silent for minutes; a source of 1 MB/s breaks the silence about once a minute. Counted and not timed, so
    /// that two runs give the same bytes; a real chunk and not one of length zero, which xapi also takes, because those
    /// shift the numbers of all that follow and few other readers know it.
    /// </summary>
    public const int KeepAliveChunks = 64;

    private static readonly byte[] ZeroChunk = new byte[XvaFormat.ChunkSize];

    private readonly long _count = XvaFormat.CountChunks(length);
    private long _next; // number behind the last chunk that was placed
    private int _skipped; // chunks read but not written since then

    /// <inheritdoc/>
    public override int BlockSize => XvaFormat.ChunkSize;

    /// <inheritdoc/>
    public override void Prepare(DiskBlock block)
    {
        // The disk in the file is rounded up to whole chunks, the source's last one may be short.
        block.Extend(XvaFormat.ChunkSize);
        XvaChunkFrame.Of(block).Fill(NameOf(block), block.Data, checksum, time);
    }

    /// <inheritdoc/>
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        long number = block.Offset / XvaFormat.ChunkSize;
        if (_next == 0 && number > 0)
        {
            await AppendZerosAsync(0, cancellationToken);
        }

        block.Position = await output.PlaceAsync(XvaChunkFrame.Of(block).Parts, cancellationToken);
        Advance(number);
    }

    /// <inheritdoc/>
    public override async ValueTask SkipAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        _skipped++;
        if (output.IsLive && (_next == 0 || _skipped >= KeepAliveChunks))
        {
            await AppendZerosAsync(_next == 0 ? 0 : block.Offset / XvaFormat.ChunkSize, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        output.Write(block.Position, XvaChunkFrame.Of(block).Parts);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_next == 0)
        {
            await AppendZerosAsync(0, cancellationToken);
        }

        if (_next < _count)
        {
            await AppendZerosAsync(_count - 1, cancellationToken);
        }
    }

    private async ValueTask AppendZerosAsync(long number, CancellationToken cancellationToken)
    {
        string name = XvaFormat.ChunkName(disk, number);
        await output.AppendAsync(XvaChunkFrame.Of(name, ZeroChunk, checksum, time).Parts, cancellationToken);
        Advance(number);
    }

    private void Advance(long number)
    {
        _next = number + 1;
        _skipped = 0;
    }

    private string NameOf(DiskBlock block) => XvaFormat.ChunkName(disk, block.Offset / XvaFormat.ChunkSize);
}
