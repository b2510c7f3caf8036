using Appliance.Formats.Disks;

namespace Appliance.Testing;

/// <summary>A disk of which nothing can be read.</summary>
/// <param name="length">Bytes.</param>
public sealed class DamagedDisk(long length) : Disk
{
    public override string Name => "damaged";

    public override long Length => length;

    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        => throw new InvalidDataException($"{Name}: nothing can be read at {offset}");
}
