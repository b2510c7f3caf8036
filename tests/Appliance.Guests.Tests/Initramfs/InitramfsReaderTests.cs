using Appliance.Guests.Initramfs;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Initramfs;

public sealed class InitramfsReaderTests : IDisposable
{
    private static readonly byte[] Padding = new byte[512];

    private readonly CpioMaker _maker = new();

    public static TheoryData<string, InitramfsCompression> Compressors => new()
    {
        { "cat", InitramfsCompression.None },
        { "gzip -n", InitramfsCompression.Gzip },
        { "gzip", InitramfsCompression.Gzip },
        { "xz --check=crc32", InitramfsCompression.Xz },
        { "xz -9 --check=crc64", InitramfsCompression.Xz },
        { "lzma", InitramfsCompression.Lzma },
        { "zstd -q -19", InitramfsCompression.Zstd },
        { "lz4 -q -l", InitramfsCompression.Lz4 },
    };

    [NeedsToolTheory("cpio", "gzip", "xz", "lzma", "zstd", "lz4")]
    [MemberData(nameof(Compressors))]
    public void Next_OneArchive_NamesWhatCpioLists(string compressor, InitramfsCompression compression)
    {
        byte[] archive = _maker.Archive("init", "usr/lib/modules/6.1/a.ko", "etc/fstab", "conf/");
        string[] expected = Lines(_maker.Shell("cpio --quiet -t", archive));

        using var reader = new InitramfsReader(new MemoryStream(_maker.Shell(compressor, archive)), "initrd");

        Assert.Equal(expected.Select(name => name == "." ? "" : name), Names(reader, compression));
    }

    [NeedsToolTheory("cpio", "gzip", "xz", "lzma", "zstd", "lz4")]
    [MemberData(nameof(Compressors))]
    public void Next_ArchivesBeforeAndBehind_ReadsAll(string compressor, InitramfsCompression compression)
    {
        byte[] main = _maker.Shell(compressor, _maker.Archive("init"));
        byte[] image = [.. _maker.Archive("kernel/x86/microcode/GenuineIntel.bin"), .. Padding, .. main, .. Padding[..(-main.Length & 3)], .. _maker.Archive("appended"), .. main];

        using var reader = new InitramfsReader(new MemoryStream(image), "initrd");
        string[] names = [.. Names(reader).Where(name => !name.StartsWith("kernel", StringComparison.Ordinal) && name.Length > 0)];

        Assert.Equal(["init", "appended", "init"], names);
        Assert.Equal(4, reader.Archive);
        _ = compression;
    }

    [NeedsToolTheory("cpio", "gzip", "xz", "lzma", "zstd", "lz4")]
    [MemberData(nameof(Compressors))]
    public void ReadFile_LargeMember_GivesItsBytes(string compressor, InitramfsCompression compression)
    {
        string content = string.Concat(Enumerable.Range(0, 300_000).Select(i => $"{i * 7919 % 10_007} "));
        byte[] image = _maker.Shell(compressor, _maker.Archive([("init", "x"), ("big", content)]));

        Assert.Equal(content, System.Text.Encoding.UTF8.GetString(InitramfsReader.ReadFile(new MemoryStream(image), "initrd", "big", 1 << 24)!));
        _ = compression;
    }

    [NeedsToolFact("cpio")]
    public void ReadFile_TwoOfOneName_GivesTheLast()
    {
        byte[] image = [.. _maker.Archive([("config", "early")]), .. _maker.Archive([("config", "late")])];

        Assert.Equal("late"u8.ToArray(), InitramfsReader.ReadFile(new MemoryStream(image), "initrd", "config", 100));
        Assert.Null(InitramfsReader.ReadFile(new MemoryStream(image), "initrd", "absent", 100));
    }

    [NeedsToolTheory("cpio")]
    [InlineData("a")]
    [InlineData("b")]
    public void ReadFile_HardLink_GivesTheContentOfBoth(string path)
    {
        byte[] image = _maker.Shell("mkdir h && cd h && echo text > a && ln a b && : > c && printf 'a\\nb\\nc\\n' | cpio --quiet -o -H newc", []);

        Assert.Equal("text\n"u8.ToArray(), InitramfsReader.ReadFile(new MemoryStream(image), "initrd", path, 100));
        Assert.Empty(InitramfsReader.ReadFile(new MemoryStream(image), "initrd", "c", 100)!);
    }

    [NeedsToolFact("cpio")]
    public void Next_ChecksumFormat_IsRead()
    {
        byte[] image = _maker.Archive([("init", "x")], "crc");

        using var reader = new InitramfsReader(new MemoryStream(image), "initrd");

        Assert.Equal(["", "init"], Names(reader));
    }

    [NeedsToolFact("cpio", "lz4")]
    public void Next_Lz4OfSeveralBlocks_IsReadWhole()
    {
        var random = new byte[20 << 20];
        new Random(1).NextBytes(random.AsSpan(0, 10 << 20));
        byte[] image = _maker.Shell("lz4 -q -l", [.. Member("noise", random), .. Member("TRAILER!!!", [])]);

        Assert.Equal(random, InitramfsReader.ReadFile(new MemoryStream(image), "initrd", "noise", random.Length));
    }

    public void Dispose() => _maker.Dispose();

    internal static byte[] Member(string name, byte[] content)
    {
        var target = new MemoryStream();
        byte[] header = System.Text.Encoding.ASCII.GetBytes($"070701{1:X8}{0x81A4:X8}{0:X8}{0:X8}{1:X8}{0:X8}{content.Length:X8}{0:X8}{0:X8}{0:X8}{0:X8}{name.Length + 1:X8}{0:X8}{name}\0");
        target.Write(header);
        target.Write(new byte[-target.Length & 3]);
        target.Write(content);
        target.Write(new byte[-target.Length & 3]);
        return target.ToArray();
    }

    private static List<string> Names(InitramfsReader reader, InitramfsCompression? compression = null)
    {
        var names = new List<string>();
        while (reader.Next() is { } entry)
        {
            names.Add(entry.Name);
            Assert.Equal(compression ?? reader.Compression, reader.Compression);
        }

        return names;
    }

    private static string[] Lines(byte[] text) => System.Text.Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
