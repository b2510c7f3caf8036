using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Appliance.Formats.Iso;

/// <summary>What a volume begins with: its name and where all is (ECMA-119 8.4 and 8.5).</summary>
internal static class IsoDescriptor
{
    private const byte Primary = 1;
    private const byte Supplementary = 2;
    private const byte End = 255;

    private const int SystemAt = 8;
    private const int LabelAt = 40;
    private const int NameLength = 32;
    private const int SizeAt = 80;
    private const int EscapesAt = 88;
    private const int VolumesAt = 120;
    private const int VolumeAt = 124;
    private const int SectorAt = 128;
    private const int TableLengthAt = 132;
    private const int SmallTableAt = 140;
    private const int BigTableAt = 148;
    private const int RootAt = 156;
    private const int TextsAt = 190;
    private const int TextsEnd = 813;
    private const int TimesAt = 813;
    private const int TimeLength = 17;
    private const int StructureAt = 881;

    /// <summary>UCS-2 level 3 (Joliet 4.1).</summary>
    private static ReadOnlySpan<byte> JolietEscapes => "%/E"u8;

    /// <summary>Writes that of one tree.</summary>
    /// <param name="sector">Where to.</param>
    /// <param name="tree">Which tree.</param>
    /// <param name="label">The volume's name.</param>
    /// <param name="sectors">Sectors of the whole image.</param>
    /// <param name="tables">The sector of its first path table; the other one follows.</param>
    /// <param name="root">Its folder.</param>
    public static void Write(Span<byte> sector, IsoTree tree, string label, int sectors, int tables, IsoEntry root)
    {
        Begin(sector, tree.IsJoliet ? Supplementary : Primary);
        tree.Write(sector.Slice(SystemAt, NameLength), "");
        tree.Write(sector.Slice(LabelAt, NameLength), label);
        IsoField.Write32(sector[SizeAt..], sectors);
        if (tree.IsJoliet)
        {
            JolietEscapes.CopyTo(sector[EscapesAt..]);
        }

        IsoField.Write16(sector[VolumesAt..], 1);
        IsoField.Write16(sector[VolumeAt..], 1);
        IsoField.Write16(sector[SectorAt..], IsoField.Sector);
        IsoField.Write32(sector[TableLengthAt..], IsoPathTable.Length);
        BinaryPrimitives.WriteInt32LittleEndian(sector[SmallTableAt..], tables);
        BinaryPrimitives.WriteInt32BigEndian(sector[BigTableAt..], tables + 1);
        root.Write(sector[RootAt..], [0]);
        tree.Write(sector[TextsAt..TextsEnd], "");
        WriteTimes(sector[TimesAt..], root.Time);
        sector[StructureAt] = 1;
    }

    /// <summary>Writes the one that ends them.</summary>
    public static void WriteEnd(Span<byte> sector) => Begin(sector, End);

    private static void Begin(Span<byte> sector, byte kind)
    {
        sector[0] = kind;
        "CD001"u8.CopyTo(sector[1..]);
        sector[6] = 1;
    }

    /// <summary>Made and changed; it never expires, and nobody says from when on it is good: zeros.</summary>
    private static void WriteTimes(Span<byte> field, DateTimeOffset time)
    {
        string text = time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "00";
        for (int number = 0; number < 4; number++)
        {
            Encoding.ASCII.GetBytes(number < 2 ? text : new string('0', text.Length)).CopyTo(field[(number * TimeLength)..]);
        }
    }
}
