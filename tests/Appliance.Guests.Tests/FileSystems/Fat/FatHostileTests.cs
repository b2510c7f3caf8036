using System.Diagnostics;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Fat;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;
using static Appliance.Guests.Tests.FileSystems.HostileCalls;

namespace Appliance.Guests.Tests.FileSystems.Fat;

/// <summary>Damaged and misleading file systems: whatever comes of them, it is one of our exceptions, and soon.</summary>
public sealed class FatHostileTests
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(10);

    [NeedsToolTheory("mkfs.fat")]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(32)]
    public void Open_MutatedVolume_ReadsOrRefuses(int bits)
    {
        byte[] original = CreateVolume(bits);
        int metadata = original.AsSpan().IndexOf("The first file"u8);
        var volume = new byte[original.Length];
        for (int seed = 0; seed < 300; seed++)
        {
            original.CopyTo(volume, 0);
            var random = new Random(seed);
            for (int i = random.Next(1, 8); i > 0; i--)
            {
                int offset = random.Next(random.Next(4) switch { 0 => 64, 1 => 4096, _ => metadata });
                volume[offset] = (byte)(random.Next(3) switch { 0 => random.Next(256), 1 => volume[offset] ^ (1 << random.Next(8)), _ => 0xFF });
            }

            long start = Stopwatch.GetTimestamp();
            Use(volume);
            Assert.True(Stopwatch.GetElapsedTime(start) < LongestTime, $"mutation {seed} took {Stopwatch.GetElapsedTime(start)}");
        }
    }

    [NeedsToolFact("mkfs.fat")]
    public void OpenRead_ChainInACircle_EndsWithTheFile()
    {
        byte[] volume = CreateVolume(16);
        PointAllClustersTo(volume, cluster: 5);
        using FatFileSystem fileSystem = FatFileSystem.Open(new MemoryDevice(volume), writable: true);
        Assert.Equal(50_000, fileSystem.ReadAll("/large").Length);
        Assert.Throws<InvalidImageException>(() => fileSystem.Delete("/large"));
        Assert.Throws<InvalidImageException>(() => fileSystem.List("/folder"));
    }

    [NeedsToolFact("mkfs.fat")]
    public void Find_FolderThatHoldsItself_IsDamaged()
    {
        byte[] volume = CreateVolume(16);
        using FatFileSystem fileSystem = FatFileSystem.Open(new MemoryDevice(volume), writable: true);
        fileSystem.CreateFolder("/folder/INNER", FileRights.Program);
        int outer = volume.AsSpan().IndexOf("FOLDER     "u8);
        int inner = volume.AsSpan().IndexOf("INNER      "u8);
        volume.AsSpan(outer + 26, 2).CopyTo(volume.AsSpan(inner + 26));
        Assert.Throws<InvalidImageException>(() => fileSystem.Find("/folder/INNER/INNER"));
    }

    [NeedsToolFact("mkfs.fat")]
    public void OpenRead_ChainShorterThanTheFile_IsDamaged()
    {
        byte[] volume = CreateVolume(16);
        int slot = volume.AsSpan().IndexOf("LARGE      "u8);
        volume[slot + 31] = 1;
        using FatFileSystem fileSystem = FatFileSystem.Open(new MemoryDevice(volume), writable: false);
        Assert.Throws<InvalidImageException>(() => fileSystem.OpenRead("/large"));
    }

    private static void PointAllClustersTo(byte[] volume, byte cluster)
    {
        int table = (volume[14] | (volume[15] << 8)) * 512;
        for (int entry = 2; entry < 2000; entry++)
        {
            volume[table + (entry * 2)] = cluster;
            volume[table + (entry * 2) + 1] = 0;
        }
    }

    private static byte[] CreateVolume(int bits)
    {
        using FatImage image = bits switch
        {
            12 => new FatImage(720, "-F", "12"),
            16 => new FatImage(8192, "-F", "16", "-s", "1"),
            _ => new FatImage(2048, "-F", "32", "-s", "1"),
        };
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/folder");
            for (int i = 0; i < 20; i++)
            {
                fileSystem.Write($"/folder/a rather long name {i}.conf", new byte[i * 400]);
            }

            fileSystem.Write("/large", new byte[50_000]);
            fileSystem.Write("/first", "The first file");
        });
        return File.ReadAllBytes(image.Path);
    }

    private static void Use(byte[] volume)
    {
        Try(() =>
        {
            using FatFileSystem fileSystem = FatFileSystem.Open(new MemoryDevice(volume), writable: true);
            Try(() => _ = fileSystem.Label + fileSystem.FreeBytes);
            Try(() => ReadTree(fileSystem, "/", depth: 0));
            Try(() => fileSystem.Write("/folder/a rather long name 15.conf", new byte[20_000]));
            Try(() => fileSystem.Write("/folder/one more.conf", new byte[5000]));
            Try(() => fileSystem.CreateFolder("/folder/new", FileRights.Program));
            Try(() => fileSystem.Delete("/folder/a rather long name 7.conf"));
            Try(() => fileSystem.Delete("/large"));
            fileSystem.Flush();
        });
    }
}
