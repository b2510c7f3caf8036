using Appliance.Formats.IO.Tar;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Ova;

/// <summary>The headers of a tar archive that comes by.</summary>
/// <param name="file">Stands at the start of the archive.</param>
internal sealed class TarStream(ForwardFile file)
{
    private readonly TarWalk _walk = new(file.Name);

    /// <summary>Whether the block of zeros was seen that ends an archive; some writers leave it out.</summary>
    public bool HasEndBlock { get; private set; }

    /// <summary>Finds the next regular file, and stands at its content then; all of the one before has to be taken.</summary>
    /// <returns>The file; null at the end of the archive.</returns>
    /// <exception cref="ImageException">The archive is cut off or damaged, or holds what no appliance does.</exception>
    public async ValueTask<TarMember?> NextAsync(CancellationToken cancellationToken)
    {
        while (await ReadHeaderAsync(cancellationToken) is { } step)
        {
            if (step.Name is { } name)
            {
                return new TarMember(name, file.Position, step.Size);
            }

            await PassAsync(step, cancellationToken);
        }

        return null;
    }

    /// <summary>Passes over what fills the last block of a member; behind the last member it may be missing.</summary>
    public async ValueTask SkipPaddingAsync(long size, CancellationToken cancellationToken)
    {
        int left = (await file.PeekAsync(UstarHeader.PaddingOf(size), cancellationToken)).Length;
        await file.SkipAsync(left, cancellationToken);
    }

    private async ValueTask<TarStep?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        if (HasEndBlock || (await file.PeekAsync(1, cancellationToken)).IsEmpty)
        {
            return null;
        }

        long offset = file.Position;
        var block = new byte[TarHeader.Length];
        await file.ReadAsync(block, "tar header", cancellationToken);
        HasEndBlock = TarHeader.IsEnd(block);
        return HasEndBlock ? null : _walk.Take(block, offset);
    }

    private async ValueTask PassAsync(TarStep step, CancellationToken cancellationToken)
    {
        if (step.IsRecords)
        {
            long offset = file.Position;
            var records = new byte[step.Size];
            await file.ReadAsync(records, "extended tar header", cancellationToken);
            _walk.TakeRecords(records, offset);
        }
        else
        {
            await file.SkipAsync(step.Size, cancellationToken);
        }

        await SkipPaddingAsync(step.Size, cancellationToken);
    }
}
