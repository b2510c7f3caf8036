using System.IO.Compression;
using Appliance.Formats.IO.Compression;
using Appliance.Formats.IO.Native;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.IO.Compression;

public sealed class ZlibDecoderTests
{
    private delegate ZlibResult Decoder(ReadOnlySpan<byte> source, Span<byte> target);

    [Theory]
    [InlineData(1)]
    [InlineData(3_584)]
    [InlineData(65_536)]
    public void Decode_WholeStream_GivesItsContent(int length)
    {
        byte[] content = TestDisk.Mixed(length);
        byte[] stream = Compress(content);

        Check(decode =>
        {
            var target = new byte[65_536];
            Assert.Equal(new ZlibResult(ZlibStatus.Done, length), decode(stream, target));
            DiskAssert.Same(content, target.AsSpan(0, length));
        });
    }

    [Fact]
    public void Decode_StreamWithoutContent_GivesNothing()
    {
        byte[] stream = Convert.FromHexString("789C030000000001"); // one empty block, the Adler-32 of nothing
        Check(decode => Assert.Equal(new ZlibResult(ZlibStatus.Done, 0), decode(stream, new byte[512])));
    }

    [Fact]
    public void Decode_BytesBehindTheStream_AreIgnored()
    {
        byte[] stream = [.. Compress(new byte[1_000]), .. TestDisk.RandomBytes(300)];
        Check(decode => Assert.Equal(new ZlibResult(ZlibStatus.Done, 1_000), decode(stream, new byte[1_000])));
    }

    [Fact]
    public void Decode_TargetOneByteTooSmall_IsOverflow()
    {
        byte[] stream = Compress(TestDisk.Mixed(5_000));
        Check(decode => Assert.Equal(ZlibStatus.Overflow, decode(stream, new byte[4_999]).Status));
    }

    [Fact]
    public void Decode_Bomb_StopsAtTheEndOfTheTarget()
    {
        byte[] stream = Compress(new byte[50_000_000]);
        Check(decode => Assert.Equal(ZlibStatus.Overflow, decode(stream, new byte[65_536]).Status));
    }

    [Fact]
    public void Decode_CutAnywhere_IsDamaged()
    {
        byte[] stream = Compress(TestDisk.Mixed(2_000, seed: 5));
        Check(decode =>
        {
            for (int length = 0; length < stream.Length; length++)
            {
                Assert.Equal(ZlibStatus.Damaged, decode(stream.AsSpan(0, length), new byte[2_000]).Status);
            }
        });
    }

    [Fact]
    public void Decode_WrongChecksum_IsDamaged()
    {
        byte[] stream = Compress(TestDisk.Mixed(2_000));
        stream[^1] ^= 1;
        Check(decode => Assert.Equal(ZlibStatus.Damaged, decode(stream, new byte[2_000]).Status));
        Check(decode => Assert.Equal(ZlibStatus.Damaged, decode(stream, new byte[65_536]).Status));
    }

    [Fact]
    public void Decode_FlippedBits_BothDecodersAgree()
    {
        byte[] content = TestDisk.Mixed(20_000, seed: 9);
        byte[] stream = Compress(content);
        var random = new Random(4);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] damaged = [.. stream];
            damaged[random.Next(stream.Length)] ^= (byte)(1 << random.Next(8));
            var targets = new List<byte[]>();
            var results = new List<ZlibResult>();
            Check(decode =>
            {
                targets.Add(new byte[20_000]);
                results.Add(decode(damaged, targets[^1]));
            });

            Assert.All(results, result => Assert.Equal(results[0].Status == ZlibStatus.Done, result.Status == ZlibStatus.Done));
            Assert.All(results.Zip(targets), pair => Assert.True(pair.First.Status != ZlibStatus.Done || pair.Second.AsSpan().SequenceEqual(content)));
        }
    }

    /// <summary>Runs a check against every decoder that is here.</summary>
    private static void Check(Action<Decoder> check)
    {
        check(ZlibDecoder.Decode);
        check(ManagedZlib.Decode);
        if (LibDeflate.IsAvailable)
        {
            check(LibDeflate.Decode);
        }
    }

    private static byte[] Compress(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var stream = new ZLibStream(memory, CompressionLevel.Optimal))
        {
            stream.Write(content);
        }

        return memory.ToArray();
    }
}
