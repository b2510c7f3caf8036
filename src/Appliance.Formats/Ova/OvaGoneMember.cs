using Appliance.Formats.Disks;

namespace Appliance.Formats.Ova;

/// <summary>A member that came by and was not kept: its length is known, its bytes are gone.</summary>
/// <param name="name">What messages call it.</param>
/// <param name="length">Bytes it had.</param>
internal sealed class OvaGoneMember(string name, long length) : Disk
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        => throw new UnsupportedImageException(name, "is wanted, and has gone by already; save the archive to a file, and convert that");
}
