using System.Buffers.Binary;
using System.Text;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>The label of a physical volume, in one of its first four sectors, with the header that follows (LVM2, label.h and layout.h).</summary>
/// <param name="Id">The volume's identity, 32 characters.</param>
/// <param name="Areas">Where its metadata is; none where others hold it.</param>
internal sealed record LvmLabel(string Id, IReadOnlyList<LvmArea> Areas)
{
    private const int SectorsLookedAt = 4;
    private const int SectorNumber = 8;
    private const int Checksum = 16;
    private const int HeaderOffset = 20;
    private const int Type = 24;
    private const int IdLength = 32;
    private const int AreaSize = 16;

    /// <summary>The identity as the tools print it.</summary>
    public string Uuid => Spell(Id);

    /// <summary>Looks for a label; null where there is none.</summary>
    public static LvmLabel? Find(BlockDevice device)
    {
        Span<byte> sector = stackalloc byte[LvmLimits.Sector];
        for (int i = 0; i < SectorsLookedAt; i++)
        {
            if (device.TryRead(i * LvmLimits.Sector, sector) && Parse(sector, i) is { } label)
            {
                return label;
            }
        }

        return null;
    }

    /// <summary>Whether a text, without dashes, is an identity as LVM makes them.</summary>
    public static bool IsId(string text)
        => text.Length == IdLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '!' or '#');

    /// <summary>An identity without its dashes.</summary>
    public static string Strip(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal);

    private static string Spell(string id)
        => string.Join('-', id[..6], id[6..10], id[10..14], id[14..18], id[18..22], id[22..26], id[26..]);

    private static LvmLabel? Parse(ReadOnlySpan<byte> sector, int number)
    {
        if (!sector.StartsWith("LABELONE"u8)
            || !sector[Type..].StartsWith("LVM2 001"u8)
            || BinaryPrimitives.ReadUInt64LittleEndian(sector[SectorNumber..]) != (ulong)number
            || BinaryPrimitives.ReadUInt32LittleEndian(sector[Checksum..]) != LvmChecksum.Compute(sector[HeaderOffset..]))
        {
            return null;
        }

        uint header = BinaryPrimitives.ReadUInt32LittleEndian(sector[HeaderOffset..]);
        return header <= sector.Length - IdLength - 8 ? ParseHeader(sector[(int)header..]) : null;
    }

    /// <summary>Identity, size, a list of data areas and one of metadata areas; an area of nothing ends each list, at the latest the sector does.</summary>
    private static LvmLabel? ParseHeader(ReadOnlySpan<byte> header)
    {
        string id = Encoding.Latin1.GetString(header[..IdLength]);
        ReadOnlySpan<byte> rest = header[(IdLength + 8)..];
        ReadAreas(ref rest);
        return IsId(id) ? new LvmLabel(id, ReadAreas(ref rest)) : null;
    }

    private static List<LvmArea> ReadAreas(ref ReadOnlySpan<byte> rest)
    {
        var areas = new List<LvmArea>();
        while (rest.Length >= AreaSize)
        {
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]);
            rest = rest[AreaSize..];
            if (offset == 0)
            {
                break;
            }

            areas.Add(new LvmArea(offset, size));
        }

        return areas;
    }
}
