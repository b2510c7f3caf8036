namespace Appliance.Guests.Devices;

/// <summary>A device whose reads are dear, with the last of them kept in memory.</summary>
internal sealed class CachedDevice : CachingDevice
{
    // A few milliseconds of reading, where asking takes some twenty.
    private const int LineSize = 512 << 10;

    // 32 MiB: the metadata of a mounted file system, not its files.
    private const int MostLines = 64;

    private readonly BlockDevice _inner;

    /// <summary>Keeps what is read of <paramref name="inner"/>, which nobody else writes.</summary>
    public CachedDevice(BlockDevice inner)
        : base(LineSize, MostLines) => _inner = inner;

    /// <inheritdoc/>
    public override string Name => _inner.Name;

    /// <inheritdoc/>
    public override long Length => _inner.Length;

    /// <inheritdoc/>
    public override bool CanWrite => _inner.CanWrite;

    private protected override void ReadBelow(long offset, byte[] line) => _inner.Read(offset, line);

    private protected override void WriteBelow(long offset, ReadOnlySpan<byte> bytes) => _inner.Write(offset, bytes);
}
