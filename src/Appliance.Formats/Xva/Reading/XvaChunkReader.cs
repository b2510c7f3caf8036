using System.Text;
using Appliance.Formats.Disks;
using Appliance.Formats.IO.Tar;

namespace Appliance.Formats.Xva;

/// <summary>Reads chunks with the checksum behind them.</summary>
internal sealed class XvaChunkReader(Disk file, ReadOptions options)
{
    /// <summary>Fills <paramref name="data"/> with a whole chunk and checks it.</summary>
    /// <exception cref="InvalidImageException">The checksum is missing or wrong, and unverified data is not wanted.</exception>
    public async ValueTask ReadAsync(long position, Memory<byte> data, CancellationToken cancellationToken)
    {
        await file.ReadAsync(position, data, cancellationToken);
        if (await FindProblemAsync(position, data, cancellationToken) is not { } problem)
        {
            return;
        }

        string name = await ReadNameAsync(position - UstarHeader.Size, cancellationToken);
        string message = $"chunk {name} {problem}";
        if (!options.AllowUnverified)
        {
            throw new InvalidImageException(file.Name, position, message);
        }

        options.Warn($"{file.Name}: at byte {position}: {message}");
    }

    /// <summary>Checks a chunk that was read; null where the checksum holds.</summary>
    public async ValueTask<string?> FindProblemAsync(long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var member = new byte[UstarHeader.Size * 2]; // header and content
        long start = position + data.Length + UstarHeader.PaddingOf(data.Length);
        if (start > file.Length - member.Length)
        {
            return "has no checksum: the file ends";
        }

        await file.ReadAsync(start, member, cancellationToken);
        return FindProblem(data.Span, member);
    }

    /// <summary>Checks a chunk; null where its checksum holds.</summary>
    /// <param name="data">The chunk.</param>
    /// <param name="member">The next member, header and content of a sector each.</param>
    public static string? FindProblem(ReadOnlySpan<byte> data, ReadOnlySpan<byte> member)
        => XvaChecksums.FromName(XvaTarHeader.Name(member)) is { } checksum
            ? Compare(checksum, data, member[UstarHeader.Size..])
            : "has no checksum";

    private static string? Compare(XvaChecksum checksum, ReadOnlySpan<byte> data, ReadOnlySpan<byte> recorded)
    {
        Span<byte> text = stackalloc byte[XvaChecksums.MaxTextLength];
        text = text[..checksum.TextLength()];
        checksum.Compute(data, text);
        recorded = recorded[..text.Length];
        return recorded.SequenceEqual(text)
            ? null
            : $"does not match its checksum: recorded \"{Encoding.ASCII.GetString(recorded)}\", computed \"{Encoding.ASCII.GetString(text)}\"";
    }

    private async ValueTask<string> ReadNameAsync(long position, CancellationToken cancellationToken)
        => XvaTarHeader.Name(await file.ReadStructureAsync(position, UstarHeader.Size, "tar header", cancellationToken));
}
