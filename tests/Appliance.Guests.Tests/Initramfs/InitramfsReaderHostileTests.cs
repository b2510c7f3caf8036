using System.Text;
using Appliance.Formats;
using Appliance.Guests.Initramfs;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Initramfs;

public sealed class InitramfsReaderHostileTests : IDisposable
{
    private readonly CpioMaker _maker = new();

    [Fact]
    public void Next_Garbage_IsRefused()
        => Assert.Throws<InvalidImageException>(() => ReadAll(Enumerable.Repeat((byte)0x55, 5_000).ToArray()));

    [Fact]
    public void Next_Nothing_HasNoMembers() => Assert.Equal(0, ReadAll([]));

    [Fact]
    public void Next_OnlyZeros_HasNoMembers() => Assert.Equal(0, ReadAll(new byte[300_000]));

    [NeedsToolTheory("cpio", "gzip", "xz", "lzma", "zstd", "lz4")]
    [InlineData("cat")]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("lzma")]
    [InlineData("zstd -q")]
    [InlineData("lz4 -q -l")]
    public void Next_CutAnywhere_IsRefused(string compressor)
    {
        byte[] image = _maker.Shell(compressor, _maker.Archive("init", "a", "b"));
        int content = Array.FindLastIndex(image, value => value != 0);
        for (int length = 1; length < content - 8; length += 7)
        {
            byte[] cut = image[..length];
            Assert.ThrowsAny<ImageException>(() => ReadAll(cut));
        }
    }

    [NeedsToolTheory("cpio", "gzip", "xz", "lzma", "zstd", "lz4")]
    [InlineData("cat")]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("lzma")]
    [InlineData("zstd -q")]
    [InlineData("lz4 -q -l")]
    public void Next_AnyByteChanged_IsReadOrRefused(string compressor)
    {
        byte[] image = _maker.Shell(compressor, _maker.Archive("init", "a/b", "b"));
        for (int i = 0; i < image.Length; i++)
        {
            var changed = (byte[])image.Clone();
            changed[i] ^= 0xFF;
            Exception? error = Record.Exception(() => ReadAll(changed));
            Assert.True(error is null or ImageException, $"byte {i}: {error}");
        }
    }

    [NeedsToolTheory("gzip", "xz", "zstd", "lz4")]
    [InlineData("gzip -1")]
    [InlineData("xz -0")]
    [InlineData("zstd -q")]
    [InlineData("lz4 -q -l")]
    [Trait("Category", "Slow")]
    public void Next_UnpacksToMoreThanTwoGiB_IsRefused(string compressor)
    {
        byte[] bomb = _maker.Shell($"(cat; head -c 2214592512 /dev/zero) | {compressor}", Encoding.ASCII.GetBytes(HeaderOf("big", 0xFFFFFFFE)));

        var error = Assert.Throws<InvalidImageException>(() => ReadAll(bomb));
        Assert.Contains("2048 MiB", error.Message, StringComparison.Ordinal);
    }

    [NeedsToolTheory("cpio")]
    [InlineData("odc")]
    [InlineData("bin")]
    public void Next_OldFormat_IsRefusedWithItsName(string format)
        => Assert.Throws<UnsupportedImageException>(() => ReadAll(_maker.Archive([("init", "x")], format)));

    [NeedsToolFact("cpio", "bzip2")]
    public void Next_Bzip2_IsRefusedWithTheWayOut()
    {
        byte[] image = _maker.Shell("bzip2", _maker.Archive("init"));

        var error = Assert.Throws<UnsupportedImageException>(() => ReadAll(image));
        Assert.Contains("Bzip2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_NameOfManyBytes_IsRefused()
        => Assert.Throws<InvalidImageException>(() => ReadAll([.. Encoding.ASCII.GetBytes(HeaderOf(new string('a', 8_000), 0)), .. new byte[9_000]]));

    [Fact]
    public void Next_HeaderWithoutDigits_IsRefused()
        => Assert.Throws<InvalidImageException>(() => ReadAll(Encoding.ASCII.GetBytes("070701" + new string('g', 104) + "init\0\0")));

    [NeedsToolFact("gzip")]
    public void Next_SegmentsWithoutEnd_IsRefused()
    {
        byte[] empty = _maker.Shell("gzip -n", []);

        Assert.Throws<InvalidImageException>(() => ReadAll([.. Enumerable.Repeat(empty, 1_000).SelectMany(bytes => bytes)]));
    }

    [NeedsToolFact("cpio", "gzip")]
    public void Next_CompressedTwice_IsRefused()
        => Assert.Throws<InvalidImageException>(() => ReadAll(_maker.Shell("gzip | gzip", _maker.Archive("init"))));

    [NeedsToolFact("cpio")]
    public void ReadContent_AboveLimit_IsRefused()
    {
        using var reader = new InitramfsReader(new MemoryStream(_maker.Archive([("init", "four")])), "initrd");
        reader.Next();
        reader.Next();

        Assert.Throws<InvalidImageException>(() => reader.ReadContent(3));
    }

    public void Dispose() => _maker.Dispose();

    private static string HeaderOf(string name, uint length)
    {
        string header = $"070701{1:X8}{0x81A4:X8}{0:X8}{0:X8}{1:X8}{0:X8}{length:X8}{0:X8}{0:X8}{0:X8}{0:X8}{name.Length + 1:X8}{0:X8}{name}\0";
        return header.PadRight((header.Length + 3) & ~3, '\0');
    }

    private static int ReadAll(byte[] image)
    {
        using var reader = new InitramfsReader(new MemoryStream(image), "initrd");
        int count = 0;
        while (reader.Next() is not null)
        {
            count++;
        }

        return count;
    }
}
