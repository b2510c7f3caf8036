using System.Buffers.Binary;
using Appliance.Formats;
using Appliance.Guests.Registry;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Registry;

/// <summary>Whatever a hive holds, it is read or refused.</summary>
public sealed class HostileHiveTests
{
    // Deeper or wider than any sample here; a hive may lead in circles.
    private const int MostKeys = 3000;

    private static byte[] Sample()
    {
        var builder = new HiveBuilder().Number("Select", "Current", 1);
        for (int i = 0; i < 40; i++)
        {
            builder.Number($@"ControlSet001\Services\s{i}", "Start", 3).Text($@"ControlSet001\Services\s{i}\Parameters", "Path", $"C:\\{i}.sys");
        }

        return builder.Build();
    }

    [NeedsCorpusTheory]
    [InlineData("hive/ez/SAM")]
    [InlineData("hive/ez/SECURITY")]
    [InlineData("hive/ez/BCD")]
    [InlineData("hive/hivex/minimal")]
    [InlineData("hive/hivex/special")]
    [InlineData("hive/plaso/100_sub_keys.hiv")]
    public void Open_RealHive_EveryKeyIsRead(string file)
    {
        byte[] content = File.ReadAllBytes(Corpus.PathOf(file));
        using RegistryHive hive = RegistryHive.Open(file, content);

        Assert.Equal(HiveReader.Read(content).Keys.Count(key => !key.Contains('|', StringComparison.Ordinal)), Walk(hive.Root) - 1);
    }

    [NeedsCorpusTheory]
    [InlineData("hive/ez/SAM")]
    [InlineData("hive/ez/BCD")]
    [InlineData("hive/hivex/minimal")]
    [InlineData("hive/hivex/special")]
    [InlineData("hive/plaso/100_sub_keys.hiv")]
    public void Change_RealHive_NothingElseIsChanged(string file)
    {
        byte[] content = File.ReadAllBytes(Corpus.PathOf(file));
        using RegistryHive hive = RegistryHive.Open(file, content);

        hive.Root.Create("New").Set(RegistryValue.OfNumber("a", 1));

        SortedDictionary<string, string> expected = HiveReader.Read(content);
        expected.Add("New", "");
        expected.Add("New|a", "dword:00000001");
        Assert.Equal(expected, HiveReader.Read(hive.Commit()));
    }

    [NeedsCorpusTheory]
    [InlineData("hive/ez/SAMBadHBinHeader")]
    [InlineData("hive/ez/SECURITYNoRoot")]
    [InlineData("hive/ez/NotAHive")]
    [InlineData("hive/yarp/BadBaseBlockHive/BadBaseBlockHive")]
    [InlineData("hive/python-registry-issue22.hive")]
    public void Open_DamagedHive_IsReadOrRefused(string file) => ReadAndChange(file, File.ReadAllBytes(Corpus.PathOf(file)));

    [NeedsCorpusTheory]
    [InlineData("hive/ez/SAMBadHBinHeader")]
    [InlineData("hive/ez/NotAHive")]
    public void Open_NoWholeHive_IsRefused(string file)
        => Assert.Throws<InvalidImageException>(() => RegistryHive.Open(file, File.ReadAllBytes(Corpus.PathOf(file))));

    [NeedsCorpusFact("hive/ez/SECURITY")]
    public void Change_RealDirtyHive_IsRefused()
    {
        using RegistryHive hive = RegistryHive.Open("SECURITY", File.ReadAllBytes(Corpus.PathOf("hive/ez/SECURITY")));

        Assert.Throws<UnsupportedImageException>(() => hive.Root.Create("New"));
    }

    [NeedsCorpusFact("hive/yarp/BadBaseBlockHive/BadBaseBlockHive")]
    public void Change_BadBaseBlock_IsRefused()
    {
        const string file = "hive/yarp/BadBaseBlockHive/BadBaseBlockHive";

        Assert.ThrowsAny<ImageException>(() =>
        {
            using RegistryHive hive = RegistryHive.Open(file, File.ReadAllBytes(Corpus.PathOf(file)));
            hive.Root.Create("New");
        });
    }

    public static TheoryData<string, int, uint> BrokenHeaders => new()
    {
        { "no magic", 0, 0x66666666 },
        { "version 2", 20, 2 },
        { "version 1.9", 24, 9 },
        { "more bins than there are", 40, 0x7FFF_F000 },
        { "no bins", 40, 0 },
        { "bins of an odd length", 40, 4100 },
        { "root beyond the end", 36, 0x00FF_FFF0 },
        { "root in the middle of a cell", 36, 0x24 },
        { "no first bin", 4096, 0 },
        { "bin at another place", 4100, 8192 },
        { "bin of no length", 4104, 0 },
        { "bin longer than the hive", 4104, 0x7FFF_F000 },
        { "cell of no length", 4128, 0 },
        { "cell longer than its bin", 4128, 0x8000_0000 },
        { "cell of an odd length", 4128, unchecked((uint)-13) },
    };

    [Theory]
    [MemberData(nameof(BrokenHeaders))]
    public void Open_BrokenHeader_IsRefused(string what, int at, uint number)
    {
        byte[] content = Sample();
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(at), number);

        Assert.ThrowsAny<ImageException>(() => RegistryHive.Open(what, Sign(content)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(5000)]
    public void Open_CutShort_IsRefused(int length)
        => Assert.Throws<InvalidImageException>(() => RegistryHive.Open("cut", Sample().AsMemory(0, length)));

    [Fact]
    public void Open_BytesChangedAtRandom_IsReadOrRefused()
    {
        byte[] sample = Sample();
        var random = new Random(20260825);
        for (int round = 0; round < 1000; round++)
        {
            byte[] content = [.. sample];
            for (int change = random.Next(1, 20); change > 0; change--)
            {
                content[random.Next(content.Length)] = (byte)random.Next(256);
            }

            ReadAndChange($"round {round}", Sign(content));
        }
    }

    [Fact]
    public void Open_OffsetsChangedAtRandom_IsReadOrRefused()
    {
        byte[] sample = Sample();
        var random = new Random(5853);
        for (int round = 0; round < 1000; round++)
        {
            byte[] content = [.. sample];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                // The offset of another cell, or a number at an edge.
                int at = 4096 + (4 * random.Next((content.Length - 4096) / 4));
                uint number = random.Next(3) switch
                {
                    0 => (uint)(random.Next((content.Length - 4096) / 8) * 8),
                    1 => uint.MaxValue - (uint)random.Next(16),
                    _ => (uint)random.Next(),
                };
                BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(at), number);
            }

            ReadAndChange($"round {round}", content);
        }
    }

    private static void ReadAndChange(string name, byte[] content)
    {
        try
        {
            using RegistryHive hive = RegistryHive.Open(name, content);
            Walk(hive.Root);
            hive.Root.Create(@"ControlSet001\Services\s3").Set(RegistryValue.OfNumber("Start", 4), RegistryValue.OfText("New", "value"));
            hive.Root.Delete(@"ControlSet001\Services\s4");
            hive.Root.Create(@"ControlSet001\Services\new\Parameters");
            hive.Commit();
        }
        catch (ImageException)
        {
            // Refused, which is as good.
        }
    }

    private static int Walk(RegistryKey root)
    {
        int count = 0;
        var rest = new Stack<RegistryKey>([root]);
        while (rest.TryPop(out RegistryKey? key) && count < MostKeys)
        {
            count++;
            _ = key.Name;
            _ = key.Values();
            foreach (RegistryKey child in key.Children())
            {
                rest.Push(child);
            }
        }

        return count;
    }

    /// <summary>Makes the checksum of the header good again.</summary>
    private static byte[] Sign(byte[] content)
    {
        uint sum = 0;
        for (int at = 0; at < 508; at += 4)
        {
            sum ^= BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(at));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(508), sum);
        return content;
    }
}
