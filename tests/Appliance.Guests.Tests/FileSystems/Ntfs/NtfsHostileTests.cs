using System.Buffers.Binary;
using System.Diagnostics;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;
using static Appliance.Guests.Tests.FileSystems.HostileCalls;

namespace Appliance.Guests.Tests.FileSystems.Ntfs;

/// <summary>Volumes with bytes changed at random: whatever comes of it, it is one of our exceptions, and soon.</summary>
public sealed class NtfsHostileTests
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(10);

    private static readonly int[] Extremes = [0, 1, -1, int.MaxValue, int.MinValue, 0xFFFF, 0x10000, 0x00FF_FFFF];

    [NeedsToolTheory("mkntfs")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Open_MutatedVolume_ReadsOrRefuses(int seed) => Run(seed * 1000, 60);

    [NeedsToolTheory("mkntfs")]
    [Trait("Category", "Slow")]
    [InlineData(1)]
    [InlineData(2)]
    public void Open_VolumeMutatedManyTimes_ReadsOrRefuses(int seed) => Run(seed * 1_000_000, 10_000);

    private static void Run(int firstSeed, int count)
    {
        byte[] original = CreateVolume();
        int[] places = [.. FindMetadata(original)];
        var volume = new byte[original.Length];
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            original.CopyTo(volume, 0);
            Mutate(volume, places, new Random(seed));
            long start = Stopwatch.GetTimestamp();
            Use(volume, writable: false);
            Use(volume, writable: true);
            Assert.True(Stopwatch.GetElapsedTime(start) < LongestTime, $"mutation {seed} took {Stopwatch.GetElapsedTime(start)}");
        }
    }

    private static byte[] CreateVolume()
    {
        using var image = new NtfsImage(3, "-C", "-c", "1024");
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/Windows", "/Windows/System32");
            for (int i = 0; i < 60; i++)
            {
                fileSystem.Write($"/Windows/System32/a rather long name of file {i}.sys", TestDisk.Mixed(i * 300, i));
            }

            fileSystem.Write("/large", TestDisk.Mixed(200_000));
            BreakFreeSpace(fileSystem);
            fileSystem.Write("/in pieces", TestDisk.RandomBytes(300_000));
        });
        return File.ReadAllBytes(image.Path);
    }

    /// <summary>Leaves gaps, so that the next file needs a list of attributes.</summary>
    private static void BreakFreeSpace(FileSystem fileSystem)
    {
        int count = 0;
        fileSystem.CreateFolders("/gaps");
        for (; fileSystem.FreeBytes > 300_000; count++)
        {
            fileSystem.Write($"/gaps/{count}", TestDisk.RandomBytes(1024, count));
        }

        for (int i = 0; i < count; i += 2)
        {
            fileSystem.Delete($"/gaps/{i}");
        }
    }

    /// <summary>Records, index blocks, the boot sector: where a changed byte matters.</summary>
    private static IEnumerable<int> FindMetadata(byte[] volume)
    {
        yield return 0;
        for (int at = 0; at < volume.Length; at += 1024)
        {
            if (volume.AsSpan(at).StartsWith("FILE"u8) || volume.AsSpan(at).StartsWith("INDX"u8))
            {
                yield return at;
            }
        }
    }

    private static void Mutate(byte[] volume, int[] places, Random random)
    {
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int place = random.Next(8) == 0 ? random.Next(volume.Length - 512) : places[random.Next(places.Length)];
            int offset = place + random.Next(random.Next(2) == 0 ? 96 : 500);
            if (random.Next(3) == 0)
            {
                BinaryPrimitives.WriteInt32LittleEndian(volume.AsSpan(offset & ~3), Extremes[random.Next(Extremes.Length)]);
            }
            else
            {
                volume[offset] = (byte)(random.Next(2) == 0 ? random.Next(256) : volume[offset] ^ (1 << random.Next(8)));
            }
        }
    }

    private static void Use(byte[] volume, bool writable)
    {
        try
        {
            using NtfsFileSystem fileSystem = NtfsFileSystem.Open(new MemoryDevice(volume, canWrite: writable), writable);
            _ = fileSystem.Label + fileSystem.FreeBytes;
            Try(() => ReadTree(fileSystem, "/", depth: 0));
            if (writable)
            {
                Try(() => fileSystem.Write("/Windows/System32/new.sys", new byte[20_000]));
                Try(() => fileSystem.Write("/Windows/System32/a rather long name of file 30.sys", new byte[20_000]));
                Try(() => fileSystem.CreateFolder("/Windows/new", FileRights.Program));
                Try(() => fileSystem.Delete("/Windows/System32/a rather long name of file 20.sys"));
                fileSystem.Flush();
            }
        }
        catch (ImageException)
        {
            // Damaged, or refused.
        }
        catch (IOException)
        {
            // Full, or not there.
        }
    }
}
