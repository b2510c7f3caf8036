using Appliance.Formats.IO;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>The body of an upload, which remembers whether it was the host that broke it off.</summary>
/// <param name="connection">Where it goes; owned.</param>
internal sealed class UploadBody(Stream connection) : WriteOnlyStream
{
    /// <summary>Whether the host takes no more.</summary>
    public bool IsBroken { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await connection.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            IsBroken = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await base.DisposeAsync();
    }
}
