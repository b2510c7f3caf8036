using Appliance.Formats.IO.Compression;
using Appliance.Formats.IO.Native;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.IO.Compression;

public sealed class ZlibEncoderTests
{
    /// <summary>Whether libdeflate is installed here.</summary>
    public static bool IsNative => LibDeflate.IsAvailable;

    private delegate int Encoder(ReadOnlySpan<byte> source, Span<byte> target);

    [Theory]
    [InlineData(1)]
    [InlineData(3_584)]
    [InlineData(65_536)]
    public void Encode_EitherWay_GivesAStreamOfTheContent(int length)
    {
        foreach (byte[] content in (byte[][])[TestDisk.Mixed(length), TestDisk.RandomBytes(length), new byte[length]])
        {
            using var encoder = new ZlibEncoder();
            foreach (Encoder encode in (Encoder[])[encoder.Encode, ZlibEncoder.EncodeManaged])
            {
                var stream = new byte[ZlibEncoder.BoundOf(length)];
                int size = encode(content, stream);
                var back = new byte[length];
                Assert.InRange(size, 1, stream.Length);
                Assert.Equal(new ZlibResult(ZlibStatus.Done, length), ManagedZlib.Decode(stream.AsSpan(0, size), back));
                DiskAssert.Same(content, back);
            }
        }
    }
}
