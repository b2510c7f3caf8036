using Appliance.Formats.IO;

namespace Appliance.Runtime.Shell;

/// <summary>The standard input of a script: a pipe whose breaking is told with what the host complained of.</summary>
internal sealed class ShellInput(Stream pipe, Func<Task<HostException>> explain) : WriteOnlyStream
{
    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await pipe.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            throw await explain();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pipe.Dispose();
        }

        base.Dispose(disposing);
    }
}
