using System.Buffers.Binary;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>A long name: entries before that of the 8.3 name, the last part first, 13 characters of UTF-16 each.</summary>
internal sealed class FatLongName
{
    private const int Characters = 13;
    private const byte LastFlag = 0x40;
    private const int ChecksumAt = 13;

    // 255 characters.
    private const int MostParts = 20;

    private readonly char[] _characters = new char[MostParts * Characters];
    private int _parts;
    private int _expected;
    private byte _checksum;

    /// <summary>The entries that a name takes.</summary>
    internal static int PartsFor(string name) => (name.Length + Characters - 1) / Characters;

    /// <summary>Takes the next part; one that does not follow the others begins anew, or is left out.</summary>
    internal void Take(ReadOnlySpan<byte> slot)
    {
        int number = slot[0] & ~LastFlag;
        if ((slot[0] & LastFlag) != 0)
        {
            _parts = number is >= 1 and <= MostParts ? number : 0;
            _expected = _parts;
            _checksum = slot[ChecksumAt];
        }

        if (_expected == 0 || number != _expected || slot[ChecksumAt] != _checksum)
        {
            Reset();
            return;
        }

        _expected--;
        for (int i = 0; i < Characters; i++)
        {
            _characters[(_expected * Characters) + i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(slot[PlaceOf(i)..]);
        }
    }

    /// <summary>The name, if all parts are there and belong to the 8.3 name; begins anew.</summary>
    /// <param name="shortName">Its eleven bytes.</param>
    /// <param name="parts">How many entries it took.</param>
    internal string? Finish(ReadOnlySpan<byte> shortName, out int parts)
    {
        bool isWhole = _parts > 0 && _expected == 0 && _checksum == FatShortName.Checksum(shortName);
        parts = isWhole ? _parts : 0;
        ReadOnlySpan<char> name = _characters.AsSpan(0, parts * Characters);
        int end = name.IndexOf('\0');
        Reset();
        return isWhole ? new string(end < 0 ? name : name[..end]) : null;
    }

    /// <summary>Forgets what was taken so far.</summary>
    internal void Reset() => (_parts, _expected) = (0, 0);

    /// <summary>Writes the entries of a name, in the order they have in a folder.</summary>
    /// <param name="name">The name.</param>
    /// <param name="checksum">That of the 8.3 name.</param>
    /// <param name="slots">As many entries as it takes; none where the 8.3 name is the name.</param>
    internal static void Write(string name, byte checksum, Span<byte> slots)
    {
        int parts = slots.Length / FatSlot.Length;
        for (int number = parts; number >= 1; number--)
        {
            Span<byte> slot = slots.Slice((parts - number) * FatSlot.Length, FatSlot.Length);
            slot.Clear();
            slot[0] = (byte)(number | (number == parts ? LastFlag : 0));
            slot[11] = (byte)FatAttributes.LongName;
            slot[ChecksumAt] = checksum;
            for (int i = 0; i < Characters; i++)
            {
                int at = ((number - 1) * Characters) + i;
                ushort character = at < name.Length ? name[at] : at == name.Length ? (ushort)0 : (ushort)0xFFFF;
                BinaryPrimitives.WriteUInt16LittleEndian(slot[PlaceOf(i)..], character);
            }
        }
    }

    /// <summary>Characters stand in three pieces, around what an old system reads as attributes, checksum and cluster.</summary>
    private static int PlaceOf(int character) => character switch
    {
        < 5 => 1 + (character * 2),
        < 11 => 14 + ((character - 5) * 2),
        _ => 28 + ((character - 11) * 2),
    };
}
