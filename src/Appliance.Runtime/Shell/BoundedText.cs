using System.Text;

namespace Appliance.Runtime.Shell;

/// <summary>Reads a stream to its end whatever its length, so that the writer never waits, and keeps no more than a limit.</summary>
internal static class BoundedText
{
    private const int PieceBytes = 64 << 10;

    /// <summary>The beginning of a text.</summary>
    public static async Task<string> ReadHeadAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        byte[] piece = new byte[PieceBytes];
        for (int read; (read = await stream.ReadAsync(piece, cancellationToken)) > 0;)
        {
            kept.Write(piece, 0, Math.Min(read, limit - (int)kept.Length));
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    /// <summary>The end of a text.</summary>
    public static async Task<string> ReadTailAsync(Stream stream, int limit)
    {
        byte[] kept = new byte[2 * limit];
        int length = 0;
        for (int read; (read = await stream.ReadAsync(kept.AsMemory(length))) > 0;)
        {
            length += read;
            if (length == kept.Length)
            {
                kept.AsSpan(limit).CopyTo(kept);
                length = limit;
            }
        }

        int start = Math.Max(0, length - limit);
        return Encoding.UTF8.GetString(kept, start, length - start);
    }
}
