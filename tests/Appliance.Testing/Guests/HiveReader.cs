using System.Buffers.Binary;
using System.Text;

namespace Appliance.Testing.Guests;

/// <summary>
/// Reads a whole hive by itself, as the second opinion of tests: every key as <c>Key\Sub</c>, every value as
/// <c>Key\Sub|Name</c> with its content in the manner of .reg files.
/// </summary>
public sealed class HiveReader
{
    private const int BinsAt = 4096;

    private readonly byte[] _hive;
    private readonly SortedDictionary<string, string> _entries = new(StringComparer.OrdinalIgnoreCase);

    private HiveReader(byte[] hive) => _hive = hive;

    /// <summary>All keys and values; a key stands with an empty text.</summary>
    public static SortedDictionary<string, string> Read(byte[] hive)
    {
        var reader = new HiveReader(hive);
        reader.ReadKey(reader.Number(36), path: null);
        return reader._entries;
    }

    private void ReadKey(uint cell, string? path)
    {
        int node = Expect(cell, "nk");
        for (uint i = 0, list = Number(node + 40); i < Number(node + 36); i++)
        {
            ReadValue(Number(CellAt(list) + (4 * (int)i)), path ?? "");
        }

        if (Number(node + 20) > 0)
        {
            foreach (uint child in Children(Number(node + 28)))
            {
                int below = CellAt(child);
                bool isNarrow = (_hive[below + 2] & 0x20) != 0;
                string name = (isNarrow ? Encoding.Latin1 : Encoding.Unicode).GetString(_hive, below + 76, Short(below + 72));
                string full = path is null ? name : path + "\\" + name;
                _entries.Add(full, "");
                ReadKey(child, full);
            }
        }
    }

    private IEnumerable<uint> Children(uint list)
    {
        int at = CellAt(list);
        string kind = Encoding.ASCII.GetString(_hive, at, 2);
        int step = kind is "lf" or "lh" ? 8 : 4;
        IEnumerable<uint> cells = Enumerable.Range(0, Short(at + 2)).Select(i => Number(at + 4 + (step * i)));
        return kind == "ri" ? cells.SelectMany(Children) : cells;
    }

    private void ReadValue(uint cell, string path)
    {
        int value = Expect(cell, "vk");
        bool isNarrow = (_hive[value + 16] & 1) != 0;
        string name = (isNarrow ? Encoding.Latin1 : Encoding.Unicode).GetString(_hive, value + 20, Short(value + 2));
        uint length = Number(value + 4);
        int data = (length & 0x8000_0000) != 0 ? value + 8 : CellAt(Number(value + 8));
        byte[] content = _hive[data..(data + (int)(length & 0x7FFF_FFFF))];
        _entries.Add(path + "|" + name, Describe(Number(value + 12), content));
    }

    private static string Describe(uint type, byte[] content) => type switch
    {
        1 => "sz:" + Encoding.Unicode.GetString(content).TrimEnd('\0'),
        2 => "expand:" + Encoding.Unicode.GetString(content).TrimEnd('\0'),
        4 when content.Length == 4 => $"dword:{BinaryPrimitives.ReadUInt32LittleEndian(content):x8}",
        7 => "multi:" + Encoding.Unicode.GetString(content).TrimEnd('\0').Replace('\0', '|'),
        11 when content.Length == 8 => $"qword:{BinaryPrimitives.ReadUInt64LittleEndian(content):x16}",
        _ => $"hex({type:x}):{Convert.ToHexStringLower(content)}",
    };

    private int Expect(uint cell, string kind)
        => CellAt(cell) is var at && Encoding.ASCII.GetString(_hive, at, 2) == kind ? at : throw new InvalidDataException($"no {kind} at {cell:x}");

    private int CellAt(uint cell) => BinsAt + (int)cell + 4;

    private uint Number(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_hive.AsSpan(at));

    private int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_hive.AsSpan(at));
}
