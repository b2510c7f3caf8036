using System.Buffers.Binary;
using Appliance.Formats;

namespace Appliance.Guests.Registry;

/// <summary>The cells of the hive: each can be claimed once.</summary>
internal sealed partial class HiveTree
{
    // Only where a cell in use starts is there something to claim; and then once.
    private void FindCells()
    {
        for (int bin = HiveHeader.Size; bin <= Hive.Length - BinHeaderSize && HiveBins.IsBin(Hive, bin);)
        {
            int end = bin + (int)HiveBins.LengthOf(Hive, bin);
            for (int at = bin + BinHeaderSize; at < end;)
            {
                int size = (int)Number(at);
                _unclaimable[at / CellAlignment] = size > 0;
                at += Math.Abs(size);
            }

            bin = end;
        }
    }

    private int Claim(uint cell, string? kind, long length)
    {
        int at = PlaceOf(cell);
        if (at < 0 || _unclaimable[at / CellAlignment])
        {
            throw Damaged(HiveHeader.Size + (long)cell, "a part that is needed is not there, or needed twice");
        }

        _unclaimable[at / CellAlignment] = true;
        Require(cell, at + sizeof(uint), length);
        return kind is null || IsKind(cell, kind) ? at + sizeof(uint) : throw Damaged(at, $"a part is not of the kind {kind}");
    }

    private void Require(uint cell, int at, long length)
    {
        if (-(long)(int)Number(PlaceOf(cell)) - sizeof(uint) < length)
        {
            throw Damaged(at, $"a part is shorter than the {length} bytes it claims");
        }
    }

    private bool IsKind(uint cell, string kind)
        => PlaceOf(cell) is var at && at >= 0 && Hive[at + 4] == kind[0] && Hive[at + 5] == kind[1];

    // A cell is named by its distance from the first bin.
    private int PlaceOf(uint cell)
        => cell % CellAlignment == 0 && cell <= Hive.Length - HiveHeader.Size - CellAlignment ? HiveHeader.Size + (int)cell : -1;

    private uint Number(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Hive[at..]);

    private int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Hive[at..]);

    private InvalidImageException Damaged(long at, string problem)
        => new(_name, at, $"the registry hive is damaged, and is not changed: {problem}");
}
