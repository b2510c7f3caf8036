using Appliance.Formats.IO;

namespace Appliance.Runtime.Xapi.Consoles;

/// <summary>What a console prints. A connection that breaks is an end, too; why it broke is kept.</summary>
/// <param name="connection">Where it comes from; not owned.</param>
internal sealed class ConsoleOutput(Stream connection) : ForwardOnlyStream
{
    /// <summary>What broke the connection; null while nothing has.</summary>
    public IOException? Problem { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await connection.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            Problem = e;
            return 0;
        }
    }
}
