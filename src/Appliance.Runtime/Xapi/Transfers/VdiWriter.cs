using System.Runtime.ExceptionServices;
using Appliance.Formats.Disks;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>
/// Writes the blocks of a disk that are not all zero into a new VDI, in parts: each is an upload of its own, whose task tells that
/// the storage has it. Where one breaks off it is sent again from its start, as long as the disk can be read once more.
/// </summary>
/// <param name="vdi">Reference of the VDI.</param>
/// <param name="source">The disk that is copied; null where it comes by once. Stays open.</param>
/// <param name="upload">Sends to the pool.</param>
/// <param name="retries">Says whether a broken part is tried again.</param>
internal sealed class VdiWriter(string vdi, Disk? source, XapiUpload upload, UploadRetries retries) : DiskWriter
{
    /// <summary>Bytes of a piece.</summary>
    public const int PieceSize = 1 << 20;

    // Some minutes of a fast wire: less than that is not worth the host's work to open and close the VDI.
    private const long UsualPartSize = 16L << 30;

    private readonly string _target = $"/import_raw_vdi?vdi={Uri.EscapeDataString(vdi)}&format=raw&chunked=true";
    private UploadPart? _part;
    private ChunkedBody? _body;
    private long _confirmed;
    private int _failures;

    /// <inheritdoc/>
    public override int BlockSize => PieceSize;

    /// <summary>Bytes of disk that a part spans.</summary>
    public long PartSize { get; init; } = UsualPartSize;

    /// <inheritdoc/>
    /// <exception cref="HostException">The pool did not take it.</exception>
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (source is not null && block.Offset >= _confirmed + PartSize)
        {
            await ConfirmAsync(block.Offset, cancellationToken);
        }

        await RepeatAsync(block.Offset, () => _body!.WriteAsync(block.Offset, block.Data, cancellationToken).AsTask(), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ConfirmAsync(source?.Length ?? _confirmed, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    /// <summary>Waits until the storage has all that was sent; the next part starts at <paramref name="next"/>.</summary>
    private async ValueTask ConfirmAsync(long next, CancellationToken cancellationToken)
    {
        if (_part is not null)
        {
            await RepeatAsync(next, () => FinishAsync(cancellationToken), cancellationToken);
            await CloseAsync();
        }

        (_confirmed, _failures) = (next, 0);
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _body!.EndAsync(cancellationToken);
        await _part!.FinishAsync(cancellationToken);
    }

    /// <summary>Takes a step, and sends the part again up to there where it breaks off.</summary>
    /// <param name="sent">Where, on the disk, what was sent before ends.</param>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    private async Task RepeatAsync(long sent, Func<Task> step, CancellationToken cancellationToken)
    {
        while (!await TryAsync(sent, step, cancellationToken))
        {
            await CloseAsync();
            await retries.PauseAsync(_failures++, cancellationToken);
        }
    }

    private async Task<bool> TryAsync(long sent, Func<Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(sent, cancellationToken);
            await step();
            return true;
        }
        catch (Exception e) when (e is IOException or HostException)
        {
            Exception reason = await _part!.ExplainAsync(e, _ => Task.CompletedTask, cancellationToken);
            if (source is null || !UploadRetries.MayPass(reason, _failures))
            {
                ExceptionDispatchInfo.Throw(reason);
            }

            retries.Tell(source.Name, _confirmed, reason, _failures);
            return false;
        }
    }

    private async Task OpenAsync(long sent, CancellationToken cancellationToken)
    {
        if (_part is null)
        {
            _part = upload.NewPart();
            _body = new ChunkedBody(await _part.OpenAsync(_target, cancellationToken));
            if (_failures > 0 && sent > _confirmed)
            {
                await using var range = new ChunkedRange(_body, _confirmed);
                await DiskCopier.CopyAsync(new SliceDisk(source!, _confirmed, sent - _confirmed), range, workers: 1, progress: null, cancellationToken);
            }
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_part is { } part)
        {
            (_part, _body) = (null, null);
            await part.DisposeAsync();
        }
    }
}
