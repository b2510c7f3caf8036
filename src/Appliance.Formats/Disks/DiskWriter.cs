namespace Appliance.Formats.Disks;

/// <summary>
/// Takes the blocks of one disk from <see cref="DiskCopier"/>. Only blocks that are not all zero come; what does not
/// come reads as zeros. A block passes three stages:
/// <see cref="Prepare"/> on any thread, many at once; <see cref="PlaceAsync"/> one at a time, in ascending order unless
/// the writer takes any;
/// <see cref="WriteAsync"/> on any thread again. A writer into a forward-only stream writes in the second stage, one
/// that can seek only decides there where the block goes.
/// </summary>
public abstract class DiskWriter : IAsyncDisposable
{
    /// <summary>Bytes of a block; the last one of the disk may be shorter.</summary>
    public abstract int BlockSize { get; }

    /// <summary>
    /// Whether blocks may be placed in any order, and parts of them come later through <see cref="PatchAsync"/>; default
    /// false: in ascending order, each once.
    /// </summary>
    public virtual bool TakesAnyOrder => false;

    /// <summary>
    /// Whether a block's place does not depend on what is in it, so that it is placed as soon as a byte of it is known that is
    /// not zero, while the rest is still decoded; default false.
    /// </summary>
    public virtual bool PlacesEarly => false;

    /// <summary>Computes what the block needs and order does not matter for: checksums, compression.</summary>
    public virtual void Prepare(DiskBlock block)
    {
    }

    /// <summary>Settles the block's place; called in ascending order of offset.</summary>
    public abstract ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken);

    /// <summary>
    /// Called in the place of <see cref="PlaceAsync"/>, in the same order, for a block that was read and turned out to be
    /// all zero; nothing needs to be done. Ranges that the source knows to be empty are not told.
    /// </summary>
    public virtual ValueTask SkipAsync(DiskBlock block, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Writes the block to the place it was given.</summary>
    public virtual ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// Writes bytes of a block that was placed or skipped before; only where <see cref="TakesAnyOrder"/>. One call at a time, while no
    /// other block is being placed or written.
    /// </summary>
    /// <param name="offset">Where the bytes start on the virtual disk.</param>
    /// <param name="data">What goes there; within one block.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public virtual ValueTask PatchAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        => throw new NotSupportedException($"{GetType().Name} takes blocks in order");

    /// <summary>Writes what stands behind the last block: tables, footers.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Frees what the writer owns; a disk that was not completed is worthless.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
