using Appliance.Formats.IO;

namespace Appliance.Formats.Tests.IO.Compression;

/// <summary>A pipe whose reader sleeps.</summary>
internal sealed class StuckStream : WriteOnlyStream
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => await Task.Delay(Timeout.Infinite, cancellationToken);
}
