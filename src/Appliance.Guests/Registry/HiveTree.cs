using System.Collections;
using Appliance.Formats;

namespace Appliance.Guests.Registry;

/// <summary>
/// Checks that the keys of a hive form a tree: each cell that one of them needs is in use, long enough, of its kind and
/// needed once. libhivex ends the process on some hives that are not so, when they are changed; and a hive that is
/// damaged is better not changed at all. Layouts: github.com/msuhanov/regf.
/// </summary>
internal sealed partial class HiveTree
{
    private const uint None = uint.MaxValue;
    private const int RootAt = 36;
    private const int CellAlignment = 8;
    private const int BinHeaderSize = 32;

    // What Windows allows; libhivex deletes by recursion.
    private const int MostDepth = 512;

    // A value longer than this is kept in segments, under a cell of the kind "db".
    private const int LongestInOneCell = 16344;

    // The high bit of a length: the value lies in the place of its offset.
    private const uint InPlace = 0x8000_0000;

    private readonly string _name;
    private readonly ReadOnlyMemory<byte> _hive;
    private readonly BitArray _unclaimable;
    private readonly HashSet<uint> _security = [];
    private readonly Stack<(uint Key, int Depth)> _rest = new();
    private int _depth;

    private HiveTree(string name, ReadOnlyMemory<byte> hive)
    {
        _name = name;
        _hive = hive;
        _unclaimable = new BitArray(hive.Length / CellAlignment, defaultValue: true);
    }

    private ReadOnlySpan<byte> Hive => _hive.Span;

    /// <summary>Checks all keys of a hive whose header and bins were found good.</summary>
    /// <exception cref="InvalidImageException">They are damaged.</exception>
    public static void Check(string name, ReadOnlyMemory<byte> hive)
    {
        var tree = new HiveTree(name, hive);
        tree.FindCells();
        tree._rest.Push((tree.Number(RootAt), 0));
        while (tree._rest.TryPop(out (uint Key, int Depth) next))
        {
            tree._depth = next.Depth;
            tree.CheckKey(next.Key);
        }
    }

    private void CheckKey(uint cell)
    {
        int at = Claim(cell, "nk", length: 76);
        if (_depth > MostDepth)
        {
            throw Damaged(at, $"keys are nested deeper than {MostDepth}");
        }

        Require(cell, at, 76 + Short(at + 72));
        CheckSecurity(Number(at + 44));
        if (Number(at + 48) is var className and not None)
        {
            Claim(className, kind: null, Short(at + 74));
        }

        uint keys = Number(at + 20);
        if (keys > 0 && CheckList(Number(at + 28), isBelowIndex: false) != keys)
        {
            throw Damaged(at, $"a key claims {keys} keys below it, and its lists hold another number");
        }

        CheckValues(Number(at + 36), Number(at + 40));
    }

    private long CheckList(uint cell, bool isBelowIndex)
    {
        int at = Claim(cell, kind: null, length: 4);
        int count = Short(at + 2);
        int step = (Hive[at], Hive[at + 1]) switch
        {
            ((byte)'l', (byte)'f') or ((byte)'l', (byte)'h') => 8,
            ((byte)'l', (byte)'i') => 4,
            ((byte)'r', (byte)'i') when !isBelowIndex => 4,
            _ => throw Damaged(at, "a list of keys is of no known kind"),
        };
        Require(cell, at, 4 + (step * count));
        bool isIndex = Hive[at] == (byte)'r';
        long keys = 0;
        for (int i = 0; i < count; i++)
        {
            uint item = Number(at + 4 + (step * i));
            if (isIndex)
            {
                keys += CheckList(item, isBelowIndex: true);
            }
            else
            {
                _rest.Push((item, _depth + 1));
                keys++;
            }
        }

        return keys;
    }

    private void CheckValues(uint count, uint list)
    {
        if (count == 0)
        {
            return;
        }

        int at = Claim(list, kind: null, length: 4L * count);
        for (int i = 0; i < count; i++)
        {
            CheckValue(Number(at + (4 * i)));
        }
    }

    private void CheckValue(uint cell)
    {
        int at = Claim(cell, "vk", length: 20);
        Require(cell, at, 20 + Short(at + 2));
        uint length = Number(at + 4);
        if ((length & InPlace) != 0)
        {
            return;
        }

        uint data = Number(at + 8);
        if (length <= LongestInOneCell || !IsKind(data, "db"))
        {
            Claim(data, kind: null, length);
            return;
        }

        int big = Claim(data, "db", length: 8);
        int segments = Short(big + 2);
        int list = Claim(Number(big + 4), kind: null, 4 * segments);
        for (int i = 0; i < segments; i++)
        {
            Claim(Number(list + (4 * i)), kind: null, length: 1);
        }
    }

    // Keys share these; each knows the one before and the one after it.
    private void CheckSecurity(uint cell)
    {
        if (cell == None || !_security.Add(cell))
        {
            return;
        }

        int at = Claim(cell, "sk", length: 20);
        Require(cell, at, 20L + Number(at + 16));
        if (!IsKind(Number(at + 4), "sk") || !IsKind(Number(at + 8), "sk"))
        {
            throw Damaged(at, "the list of security descriptors is broken");
        }
    }
}
