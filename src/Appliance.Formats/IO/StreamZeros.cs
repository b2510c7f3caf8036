namespace Appliance.Formats.IO;

/// <summary>Zeros for streams, which have no holes.</summary>
internal static class StreamZeros
{
    private static readonly byte[] Zeros = new byte[1 << 20];

    /// <summary>Writes <paramref name="count"/> bytes of zeros; none where that is negative.</summary>
    public static async ValueTask WriteZerosAsync(this Stream stream, long count, CancellationToken cancellationToken)
    {
        for (; count > 0; count -= Zeros.Length)
        {
            await stream.WriteAsync(Zeros.AsMemory(0, (int)Math.Min(count, Zeros.Length)), cancellationToken);
        }
    }
}
