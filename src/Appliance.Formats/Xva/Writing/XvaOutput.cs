using Appliance.Formats.IO;

namespace Appliance.Formats.Xva;

/// <summary>Where the members of an XVA go: a file, into which many threads write at once, or what takes them one behind the other.</summary>
internal abstract class XvaOutput : IAsyncDisposable
{
    /// <summary>Whether a silence between two members can break what is at the other end.</summary>
    public abstract bool IsLive { get; }

    /// <summary>The file, where it is one and can be read back.</summary>
    public virtual TemporaryFile? File => null;

    /// <summary>Settles the place of the next record: one at a time, in order. A stream gets the record here.</summary>
    /// <returns>The record's offset in the output, in bytes.</returns>
    public abstract ValueTask<long> PlaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken);

    /// <summary>Writes a record to its place: many at once. A stream has it already.</summary>
    public abstract void Write(long position, IReadOnlyList<ReadOnlyMemory<byte>> parts);

    /// <summary>Places and writes a record.</summary>
    public async ValueTask AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
        => Write(await PlaceAsync(parts, cancellationToken), parts);

    /// <summary>Called when all is written.</summary>
    public virtual ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Makes the output appear under its final name.</summary>
    /// <returns>Full paths of what was made.</returns>
    public abstract IReadOnlyList<string> Commit();

    /// <summary>Removes what was not committed.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
