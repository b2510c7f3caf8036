using System.Buffers.Binary;

namespace Appliance.Testing.XapiHost.Transfers;

/// <summary>
/// Takes a disk out of a dynamic VHD that comes by, as vhd-tool does: what it needs has to come in ascending order, only sectors with
/// their bit set are written, and there has to be a footer behind the last block.
/// </summary>
/// <param name="stream">Where it comes from.</param>
internal sealed class VhdStream(Stream stream)
{
    private const int Sector = 512;
    private const int HeaderSize = 1024;
    private const int Dynamic = 3;
    private const uint Unused = uint.MaxValue;

    private long _position;

    /// <summary>Copies it.</summary>
    /// <exception cref="InvalidDataException">It is not as it has to be.</exception>
    public async Task CopyToAsync(byte[] disk, CancellationToken cancellationToken)
    {
        CheckFooter(await ReadAsync(0, Sector, cancellationToken));
        byte[] header = await ReadAsync(Sector, HeaderSize, cancellationToken);
        Demand(header.AsSpan(0, 8).SequenceEqual("cxsparse"u8), "no header");
        byte[] table = await ReadAsync(BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(28)) * sizeof(uint), cancellationToken);
        int blockSize = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(32));
        var blocks = Enumerable.Range(0, table.Length / sizeof(uint))
            .Select(block => (Block: block, Sector: BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(block * sizeof(uint)))))
            .Where(entry => entry.Sector != Unused).OrderBy(entry => entry.Sector);
        foreach ((int block, uint sector) in blocks)
        {
            byte[] bitmap = await ReadAsync((long)sector * Sector, blockSize / Sector / 8, cancellationToken);
            byte[] data = await ReadAsync(((long)sector * Sector) + bitmap.Length, blockSize, cancellationToken);
            Copy(bitmap, data, disk.AsSpan((int)Math.Min(disk.Length, (long)block * blockSize)));
        }

        CheckFooter(await ReadAsync(_position, Sector, cancellationToken));
    }

    private static void Copy(byte[] bitmap, byte[] data, Span<byte> target)
    {
        for (int sector = 0; sector * Sector < Math.Min(data.Length, target.Length); sector++)
        {
            if ((bitmap[sector / 8] & (0x80 >> (sector % 8))) != 0)
            {
                data.AsSpan(sector * Sector, Sector).CopyTo(target[(sector * Sector)..]);
            }
        }
    }

    private static void CheckFooter(byte[] footer)
    {
        Demand(footer.AsSpan(0, 8).SequenceEqual("conectix"u8), "no footer");
        Demand(BinaryPrimitives.ReadInt32BigEndian(footer.AsSpan(60)) == Dynamic, "not dynamic");
        uint sum = BinaryPrimitives.ReadUInt32BigEndian(footer.AsSpan(64));
        footer.AsSpan(64, sizeof(uint)).Clear();
        Demand(sum == ~(uint)footer.Sum(value => value), "a checksum that is wrong");
    }

    private static void Demand(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidDataException($"a VHD with {otherwise}");
        }
    }

    private async Task<byte[]> ReadAsync(long position, int count, CancellationToken cancellationToken)
    {
        Demand(position >= _position, "what should have come before");
        byte[] skipped = new byte[position - _position], data = new byte[count];
        await stream.ReadExactlyAsync(skipped, cancellationToken);
        await stream.ReadExactlyAsync(data, cancellationToken);
        _position = position + count;
        return data;
    }
}
