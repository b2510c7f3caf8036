using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Benchmarks.Limits;

/// <summary>Reads and inflates all grains of a streamOptimized VMDK on all cores; writes nothing, or the grains and nothing else.</summary>
/// <param name="file">The VMDK.</param>
/// <param name="start">Where its first marker is, in bytes.</param>
/// <param name="target">Where each grain goes to its place; null for nowhere.</param>
internal sealed class InflateLimit(SafeFileHandle file, long start, SafeFileHandle? target)
{
    private const int Sector = 512;
    private const int CapacityOffset = 12;
    private const int OverheadOffset = 64;
    private const int GrainHead = 12;
    private const int GrainSize = 64 << 10;
    private const int Window = 1 << 20;

    private readonly Lock _lock = new();
    private long _position = start;

    /// <summary>Inflates all grains of <paramref name="source"/>.</summary>
    /// <param name="source">The VMDK.</param>
    /// <param name="target">The raw disk to make; null for none.</param>
    public static void Run(string source, string? target = null)
    {
        using SafeFileHandle file = File.OpenHandle(source);
        Span<byte> header = stackalloc byte[Sector];
        RandomAccess.Read(file, header, 0);
        using SafeFileHandle? disk = target is null ? null : File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write);
        if (disk is not null)
        {
            RandomAccess.SetLength(disk, BinaryPrimitives.ReadInt64LittleEndian(header[CapacityOffset..]) * Sector);
        }

        var limit = new InflateLimit(file, BinaryPrimitives.ReadInt64LittleEndian(header[OverheadOffset..]) * Sector, disk);
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(limit.Work))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private void Work()
    {
        nint decompressor = LibDeflate.AllocateDecompressor();
        byte[] stored = new byte[Window], grain = new byte[GrainSize];
        var grains = new List<Range>();
        while (Claim(stored, grains))
        {
            foreach (Range range in grains)
            {
                ReadOnlySpan<byte> source = stored.AsSpan(range);
                if (LibDeflate.Decompress(decompressor, source, (nuint)source.Length, grain, GrainSize, out nuint length) != 0)
                {
                    throw new InvalidDataException("a grain is damaged");
                }

                if (target is not null)
                {
                    long sector = BinaryPrimitives.ReadInt64LittleEndian(stored.AsSpan(range.Start.Value - GrainHead));
                    RandomAccess.Write(target, grain.AsSpan(0, (int)length), sector * Sector);
                }
            }
        }
    }

    /// <summary>Reads on, and finds the grains that were read whole; false at the end.</summary>
    private bool Claim(byte[] stored, List<Range> grains)
    {
        lock (_lock)
        {
            grains.Clear();
            int count = RandomAccess.Read(file, stored, _position), at = 0;
            while (at + Sector <= count)
            {
                int size = BinaryPrimitives.ReadInt32LittleEndian(stored.AsSpan(at + sizeof(long)));
                // A marker without data: a table, whose sectors it counts.
                long next = size == 0
                    ? at + ((1 + BinaryPrimitives.ReadInt64LittleEndian(stored.AsSpan(at))) * Sector)
                    : at + ((GrainHead + size + Sector - 1) / Sector * Sector);
                if (next > count)
                {
                    break;
                }

                if (size > 0)
                {
                    grains.Add((at + GrainHead)..(at + GrainHead + size));
                }

                at = (int)next;
            }

            _position += at;
            return at > 0;
        }
    }
}
