using Appliance.Formats.Detection;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Raw;

/// <summary>The plain bytes of a disk as they come by.</summary>
internal sealed class RawForwardDisk : ForwardDisk
{
    private const int FooterSize = 512;

    private readonly ForwardFile _file;
    private readonly bool _isDeclared;
    private long _offset;

    private RawForwardDisk(ForwardFile file, long length, bool isDeclared)
    {
        _file = file;
        _isDeclared = isDeclared;
        Length = length;
    }

    /// <inheritdoc/>
    public override string Name => _file.Name;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Shows a file as a disk.</summary>
    /// <param name="file">Read from where it stands; owned.</param>
    /// <param name="length">Bytes that are to come.</param>
    /// <param name="isDeclared">Whether the user says that it is raw; else it must not look like anything else.</param>
    /// <exception cref="InvalidImageException">Its name claims a structured format, or the length is no disk's.</exception>
    public static RawForwardDisk Open(ForwardFile file, long length, bool isDeclared)
    {
        if (!isDeclared)
        {
            RawImage.Check(file.Name, length);
        }

        return new RawForwardDisk(file, length, isDeclared);
    }

    /// <inheritdoc/>
    public override async ValueTask<DiskPiece?> NextAsync(CancellationToken cancellationToken)
    {
        if (_offset < Length)
        {
            int count = (int)Math.Min(Boundary, Length - _offset);
            var piece = new DiskPiece(_offset, count, count, _file.Position);
            _offset += count;
            return piece;
        }

        return (await _file.PeekAsync(1, cancellationToken)).IsEmpty
            ? null
            : throw new InvalidImageException(Name, _file.Position, $"is longer than the {Length} bytes that were announced");
    }

    /// <inheritdoc/>
    public override async ValueTask ReadAsync(Memory<byte> stored, CancellationToken cancellationToken)
    {
        await _file.ReadAsync(stored, "piece of the disk", cancellationToken);
        if (!_isDeclared && _offset == Length && stored.Length >= FooterSize)
        {
            RefuseFooter(stored.Span[^FooterSize..]);
        }
    }

    /// <inheritdoc/>
    public override void Decode(DiskPiece piece, ReadOnlySpan<byte> stored, Span<byte> target) => stored.CopyTo(target);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>A fixed VHD looks like a raw disk until its last sector.</summary>
    private void RefuseFooter(ReadOnlySpan<byte> sector)
    {
        if (FormatDetector.Detect([], sector) == ImageFormat.Vhd)
        {
            throw new InvalidImageException(Name, Length - FooterSize, "ends with the footer of a fixed VHD; say --from vhd, or --from raw if it is the guest's");
        }
    }
}
