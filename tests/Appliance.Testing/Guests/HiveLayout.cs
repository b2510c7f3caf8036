using System.Buffers.Binary;
using System.Text;

namespace Appliance.Testing.Guests;

/// <summary>Lays the keys of a <see cref="HiveBuilder"/> out in bins and cells.</summary>
internal sealed partial class HiveLayout
{
    private const int HeaderSize = 4096;
    private const int BinHeaderSize = 32;
    private const uint None = uint.MaxValue;

    // As Windows has it: longer lists are divided, under an index of their own.
    private const int MostInList = 500;

    // 2019-04-17; any time does.
    private const ulong Time = 132_000_000_000_000_000;

    private byte[] _bins = new byte[1 << 16];
    private int _used;
    private int _binEnd;

    public byte[] Build(HiveKey root, bool isDirty)
    {
        uint security = WriteSecurity(uses: Count(root));
        uint rootCell = WriteKey(root, parent: 0, security, isRoot: true);
        CloseBin();
        var hive = new byte[HeaderSize + _used];
        _bins.AsSpan(0, _used).CopyTo(hive.AsSpan(HeaderSize));
        "regf"u8.CopyTo(hive);
        Write(hive, 4, isDirty ? 2u : 1u);
        Write(hive, 8, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(hive.AsSpan(12), Time);
        Write(hive, 20, 1);
        Write(hive, 24, 3);
        Write(hive, 32, 1);
        Write(hive, 36, rootCell);
        Write(hive, 40, (uint)_used);
        Write(hive, 44, 1);
        uint sum = 0;
        for (int at = 0; at < 508; at += 4)
        {
            sum ^= BinaryPrimitives.ReadUInt32LittleEndian(hive.AsSpan(at));
        }

        Write(hive, 508, sum);
        return hive;
    }

    private uint WriteKey(HiveKey key, uint parent, uint security, bool isRoot = false)
    {
        bool isNarrow = key.Name.All(c => c < 0x100);
        byte[] name = (isNarrow ? Encoding.Latin1 : Encoding.Unicode).GetBytes(key.Name);
        uint cell = Allocate(76 + name.Length);
        uint[] children = [.. key.Keys.Values.Select(child => WriteKey(child, cell, security))];
        uint[] values = [.. key.Values.Select(pair => WriteValue(pair.Key, pair.Value.Type, pair.Value.Data))];
        uint childList = children.Length == 0 ? None : WriteChildren([.. key.Keys.Values], children);
        uint valueList = values.Length == 0 ? None : WriteList(values);
        Span<byte> node = At(cell);
        "nk"u8.CopyTo(node);
        BinaryPrimitives.WriteUInt16LittleEndian(node[2..], (ushort)((isRoot ? 0x0C : 0) | (isNarrow ? 0x20 : 0)));
        BinaryPrimitives.WriteUInt64LittleEndian(node[4..], Time);
        Write(node, 16, parent);
        Write(node, 20, (uint)children.Length);
        Write(node, 28, childList);
        Write(node, 32, None);
        Write(node, 36, (uint)values.Length);
        Write(node, 40, valueList);
        Write(node, 44, security);
        Write(node, 48, None);
        Write(node, 52, (uint)key.Keys.Keys.Select(child => child.Length * 2).DefaultIfEmpty().Max());
        Write(node, 60, (uint)key.Values.Keys.Select(value => value.Length * 2).DefaultIfEmpty().Max());
        Write(node, 64, (uint)key.Values.Values.Select(value => value.Data.Length).DefaultIfEmpty().Max());
        BinaryPrimitives.WriteUInt16LittleEndian(node[72..], (ushort)name.Length);
        name.CopyTo(node[76..]);
        return cell;
    }

    private uint WriteChildren(HiveKey[] keys, uint[] cells)
    {
        uint[] lists = [.. Enumerable.Range(0, (cells.Length + MostInList - 1) / MostInList)
            .Select(part => WriteHashes(keys.AsSpan((part * MostInList)..Math.Min(cells.Length, (part + 1) * MostInList)), cells.AsSpan(part * MostInList)))];
        if (lists.Length == 1)
        {
            return lists[0];
        }

        uint index = Allocate(4 + (4 * lists.Length));
        "ri"u8.CopyTo(At(index));
        BinaryPrimitives.WriteUInt16LittleEndian(At(index)[2..], (ushort)lists.Length);
        for (int i = 0; i < lists.Length; i++)
        {
            Write(At(index), 4 + (4 * i), lists[i]);
        }

        return index;
    }

    private uint WriteHashes(ReadOnlySpan<HiveKey> keys, ReadOnlySpan<uint> cells)
    {
        uint list = Allocate(4 + (8 * keys.Length));
        "lh"u8.CopyTo(At(list));
        BinaryPrimitives.WriteUInt16LittleEndian(At(list)[2..], (ushort)keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            Write(At(list), 4 + (8 * i), cells[i]);
            Write(At(list), 8 + (8 * i), keys[i].Name.ToUpperInvariant().Aggregate(0u, (hash, c) => (hash * 37) + c));
        }

        return list;
    }

    private uint WriteValue(string name, int type, byte[] data)
    {
        bool isInline = data.Length <= 4;
        uint content = 0;
        if (isInline)
        {
            Span<byte> four = stackalloc byte[4];
            data.CopyTo(four);
            content = BinaryPrimitives.ReadUInt32LittleEndian(four);
        }
        else
        {
            content = Allocate(data.Length);
            data.CopyTo(At(content));
        }

        uint cell = Allocate(20 + name.Length);
        "vk"u8.CopyTo(At(cell));
        BinaryPrimitives.WriteUInt16LittleEndian(At(cell)[2..], (ushort)name.Length);
        Write(At(cell), 4, (uint)data.Length | (isInline ? 0x8000_0000u : 0));
        Write(At(cell), 8, content);
        Write(At(cell), 12, (uint)type);
        BinaryPrimitives.WriteUInt16LittleEndian(At(cell)[16..], (ushort)(name.Length > 0 ? 1 : 0));
        Encoding.Latin1.GetBytes(name).CopyTo(At(cell)[20..]);
        return cell;
    }

    private uint WriteList(uint[] cells)
    {
        uint list = Allocate(4 * cells.Length);
        for (int i = 0; i < cells.Length; i++)
        {
            Write(At(list), 4 * i, cells[i]);
        }

        return list;
    }

    // A descriptor with an owner and a group (SYSTEM), and no list: everybody may do everything.
    private uint WriteSecurity(uint uses)
    {
        byte[] descriptor = Convert.FromHexString("0100008014000000200000000000000000000000" + "010100000000000512000000" + "010100000000000512000000");
        uint cell = Allocate(20 + descriptor.Length);
        "sk"u8.CopyTo(At(cell));
        Write(At(cell), 4, cell);
        Write(At(cell), 8, cell);
        Write(At(cell), 12, uses);
        Write(At(cell), 16, (uint)descriptor.Length);
        descriptor.CopyTo(At(cell)[20..]);
        return cell;
    }

    private static uint Count(HiveKey key) => key.Keys.Values.Aggregate(1u, (sum, child) => sum + Count(child));
}
