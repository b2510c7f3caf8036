using Appliance.Formats.Streaming;

namespace Appliance.Formats.Vhd;

/// <summary>The last bytes of a file that comes by, where its footer is.</summary>
internal sealed class VhdLastBytes
{
    private const int ReadSize = 64 << 10;

    private readonly byte[] _bytes = new byte[VhdFooter.Size];

    /// <summary>Takes the next bytes in.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> kept = bytes[^Math.Min(bytes.Length, _bytes.Length)..];
        _bytes.AsSpan(kept.Length).CopyTo(_bytes);
        kept.CopyTo(_bytes.AsSpan(_bytes.Length - kept.Length));
    }

    /// <summary>Takes all in that is left of a file.</summary>
    public async ValueTask AppendRestAsync(ForwardFile file, CancellationToken cancellationToken)
    {
        while (await file.PeekAsync(ReadSize, cancellationToken) is { IsEmpty: false } rest)
        {
            Append(rest.Span);
            await file.SkipAsync(rest.Length, cancellationToken);
        }
    }

    /// <summary>The footers of a file that has come to its end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">Its first 512 bytes, or more.</param>
    public VhdFooterPair ToFooters(ForwardFile file, ReadOnlySpan<byte> start)
        => VhdFooterPair.Of(new KeptPart(file.Name, file.Position - _bytes.Length, _bytes), start[.._bytes.Length].ToArray(), _bytes);
}
