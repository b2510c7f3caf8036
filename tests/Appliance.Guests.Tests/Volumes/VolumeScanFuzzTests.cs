using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Appliance.Formats;
using Appliance.Guests.Volumes;
using Appliance.Guests.Volumes.Lvm;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Volumes;

/// <summary>Whatever a disk holds, a scan comes to an end and throws nothing: what is wrong is told in remarks.</summary>
public sealed class VolumeScanFuzzTests
{
    [NeedsToolTheory("sfdisk")]
    [InlineData("label: dos\nstart=2048,size=1024\nstart=4096,size=3000,type=5\nstart=4200,size=100\nstart=5000,size=100\n")]
    [InlineData("label: gpt\ntable-length: 8\nstart=2048,size=100\nstart=4096,size=100\n")]
    public void Scan_DamagedTable_Ends(string script)
    {
        using var folder = new TemporaryFolder();
        string image = folder.Write("image", new byte[4 << 20]);
        Tool.Run("sh", "-c", $"sfdisk -q '{image}' < '{folder.Write("script", script)}'");
        byte[] sound = File.ReadAllBytes(image);
        int[] used = [.. Enumerable.Range(0, sound.Length).Where(at => sound[at] != 0)];
        var random = new Random(11);
        for (int i = 0; i < 1500; i++)
        {
            byte[] broken = [.. sound];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                broken[used[random.Next(used.Length)]] = (byte)random.Next(256);
            }

            Seal(broken);
            VolumeScan.Scan([new MemoryDevice(broken)]);
        }
    }

    [Fact]
    public void Scan_DamagedGroup_Ends()
    {
        string text = LvmImage.Group(LvmImage.Volume("root", LvmImage.Linear(0, 2, "pv0", 0), LvmImage.Linear(2, 1, "pv0", 3)) + LvmImage.Volume("thin", LvmImage.Other("thin")));
        var random = new Random(12);
        for (int i = 0; i < 1500; i++)
        {
            var broken = new StringBuilder(text);
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                int at = random.Next(broken.Length);
                _ = random.Next(3) switch
                {
                    0 => broken.Remove(at, Math.Min(random.Next(1, 30), broken.Length - at)),
                    1 => broken.Insert(at, "{}[]=\",#9\\ "[random.Next(11)]),
                    _ => broken.Insert(at, "9999999999"),
                };
            }

            VolumeScan.Scan([new MemoryDevice(new LvmImage(LvmImage.FirstId).Make(broken.ToString()))]);
        }
    }

    [Fact]
    public void Scan_DamagedLabelAndHeader_Ends()
    {
        byte[] sound = new LvmImage(LvmImage.FirstId).Make(LvmImage.Group(LvmImage.Volume("root", LvmImage.Linear(0, 1, "pv0", 0))));
        var random = new Random(13);
        for (int i = 0; i < 1500; i++)
        {
            byte[] broken = [.. sound];
            broken[512 + random.Next(130)] = (byte)random.Next(256);
            broken[4096 + random.Next(64)] = (byte)(random.Next(2) * 255);
            BinaryPrimitives.WriteUInt32LittleEndian(broken.AsSpan(512 + 16), LvmChecksum.Compute(broken.AsSpan(512 + 20, 492)));
            BinaryPrimitives.WriteUInt32LittleEndian(broken.AsSpan(4096), LvmChecksum.Compute(broken.AsSpan(4100, 508)));
            VolumeScan.Scan([new MemoryDevice(broken)]);
        }
    }

    [Theory]
    [InlineData("a{", 20)]
    [InlineData("a=[", 1)]
    [InlineData("a=1 ", 500_001)]
    [InlineData("a{}", 500_001)]
    [InlineData("\"", 1)]
    [InlineData("}", 1)]
    [InlineData("a", 1)]
    [InlineData("a=", 1)]
    [InlineData("a=[1 2]", 1)]
    public void Parse_TextThatIsNone_IsRefused(string part, int times)
        => Assert.Throws<InvalidImageException>(() => LvmParser.Parse("disk", new StringBuilder().Insert(0, part, times).ToString()));

    /// <summary>Makes the checksums of a GPT right again, so that what they guard is looked at.</summary>
    private static void Seal(byte[] disk)
    {
        foreach (int header in (int[])[512, disk.Length - 512])
        {
            Span<byte> bytes = disk.AsSpan(header, 92);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[80..]) * BinaryPrimitives.ReadUInt32LittleEndian(bytes[84..]);
            ulong table = BinaryPrimitives.ReadUInt64LittleEndian(bytes[72..]) * 512;
            if (table < (ulong)disk.Length && size <= (ulong)disk.Length - table)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[88..], Crc32.HashToUInt32(disk.AsSpan((int)table, (int)size)));
            }

            bytes.Slice(16, 4).Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], Crc32.HashToUInt32(bytes));
        }
    }
}
