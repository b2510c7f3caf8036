using Appliance.Formats.Disks;
using Appliance.Testing;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>What one delta holds, in the test's own memory: the kind of each grain, and the bytes of those that are data.</summary>
internal sealed class GrainLayer
{
    private const int LongestRun = 40;

    private GrainLayer(byte[] content, ExtentKind[] grains, int grainSize)
    {
        Content = content;
        Grains = grains;
        GrainSize = grainSize;
    }

    /// <summary>As long as the disk; counts only where there is data.</summary>
    public byte[] Content { get; }

    /// <summary>The kind of each grain.</summary>
    public ExtentKind[] Grains { get; }

    /// <summary>Bytes of a grain.</summary>
    public int GrainSize { get; }

    /// <summary>Makes runs of data, holes and, where a format knows them, zeros.</summary>
    public static GrainLayer Make(int length, int grainSize, Random random, bool hasZeros)
    {
        var grains = new ExtentKind[(length + grainSize - 1) / grainSize];
        for (int at = 0; at < grains.Length;)
        {
            int run = Math.Min(random.Next(1, LongestRun), grains.Length - at);
            ExtentKind kind = random.Next(5) switch { 0 or 1 => ExtentKind.Data, 2 when hasZeros => ExtentKind.Zero, _ => ExtentKind.Absent };
            Array.Fill(grains, kind, at, run);
            at += run;
        }

        return new GrainLayer(TestDisk.RandomBytes(length, random.Next()), grains, grainSize);
    }

    /// <summary>The bytes of a grain that is stored, with zeros behind the end of the disk.</summary>
    public byte[] BytesOf(int grain)
    {
        var bytes = new byte[GrainSize];
        int start = grain * GrainSize;
        Content.AsSpan(start, Math.Min(GrainSize, Content.Length - start)).CopyTo(bytes);
        return bytes;
    }

    /// <summary>Lays the layer over a disk in memory.</summary>
    public void ApplyTo(byte[] disk)
    {
        for (int grain = 0; grain < Grains.Length; grain++)
        {
            int start = grain * GrainSize;
            Span<byte> target = disk.AsSpan(start, Math.Min(GrainSize, disk.Length - start));
            switch (Grains[grain])
            {
                case ExtentKind.Data: Content.AsSpan(start, target.Length).CopyTo(target); break;
                case ExtentKind.Zero: target.Clear(); break;
                default: break;
            }
        }
    }
}
