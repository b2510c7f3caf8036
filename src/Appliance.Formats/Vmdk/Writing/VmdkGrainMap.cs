using System.Numerics;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>Which grains of a block hold data.</summary>
internal sealed class VmdkGrainMap
{
    private uint _grains;

    /// <summary>Grains of the block, the last one perhaps short.</summary>
    public int Count { get; private set; }

    /// <summary>Grains that hold data.</summary>
    public int DataCount => BitOperations.PopCount(_grains);

    /// <summary>Looks at all grains of a block.</summary>
    public void Find(DiskBlock block)
    {
        ReadOnlySpan<byte> data = block.Data.Span;
        _grains = 0;
        Count = (int)VmdkUnits.DivideUp(data.Length, VmdkLayout.GrainSize);
        for (int i = 0; i < Count; i++)
        {
            int start = i * VmdkLayout.GrainSize;
            ReadOnlySpan<byte> grain = data.Slice(start, Math.Min(VmdkLayout.GrainSize, data.Length - start));
            _grains |= grain.ContainsAnyExcept((byte)0) ? 1u << i : 0;
        }
    }

    /// <summary>Whether a grain holds data.</summary>
    public bool HasData(int grain) => (_grains & (1u << grain)) != 0;

    /// <summary>The end of the run of grains that are like the one at <paramref name="start"/>.</summary>
    public int RunEnd(int start)
    {
        int end = start + 1;
        while (end < Count && HasData(end) == HasData(start))
        {
            end++;
        }

        return end;
    }
}
