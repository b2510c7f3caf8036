using System.Text;
using Appliance.Guests.Initramfs;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Initramfs;

public sealed class CpioWriterTests : IDisposable
{
    private readonly CpioMaker _maker = new();

    [NeedsToolFact("cpio")]
    public void Finish_FilesAndFolders_AreListedByCpioWithTheirRights()
    {
        byte[] archive = Write(writer =>
        {
            writer.AddFile("xenconv/xen-blkfront.ko", new byte[1_001]);
            writer.AddFile("conf/conf.d/xenconv", "for all\n"u8, 0x1ED);
        });

        string list = Encoding.UTF8.GetString(_maker.Shell("cpio --quiet -tvn", archive));
        string[] lines = [.. list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];

        Assert.Collection(
            lines,
            line => Assert.Matches("^drwxr-xr-x 2 0 0 0 .* xenconv$", line),
            line => Assert.Matches("^-rw-r--r-- 1 0 0 1001 .* xenconv/xen-blkfront.ko$", line),
            line => Assert.Matches("^drwxr-xr-x 2 0 0 0 .* conf$", line),
            line => Assert.Matches("^drwxr-xr-x 2 0 0 0 .* conf/conf.d$", line),
            line => Assert.Matches("^-rwxr-xr-x 1 0 0 8 .* conf/conf.d/xenconv$", line));
    }

    [NeedsToolFact("cpio")]
    public void Finish_AnyLength_IsExtractedByCpio()
    {
        for (int length = 0; length < 9; length++)
        {
            byte[] content = Encoding.ASCII.GetBytes(new string('x', length));
            byte[] archive = Write(writer => writer.AddFile("a/file", content));

            Assert.Equal(content, _maker.Shell("cpio --quiet -i --to-stdout a/file", archive));
            Assert.Equal(0, archive.Length % 512);
        }
    }

    [NeedsToolFact("cpio")]
    public void Finish_SameMembers_IsTheSameBytesAsCpioMakes()
    {
        byte[] ours = Write(writer => writer.AddFile("a/file", "content of a/file"u8));

        // GNU cpio numbers inodes anew and takes times from the file: what differs is set alike.
        byte[] theirs = _maker.Shell("mkdir -p r/a && printf 'content of a/file' > r/a/file && chmod 755 r/a && chmod 644 r/a/file && cd r && touch -d @0 a/file a && printf 'a\\na/file\\n' | cpio --quiet -o -H newc --reproducible -R 0:0", []);

        Assert.Equal(Encoding.ASCII.GetString(theirs), Encoding.ASCII.GetString(ours), ignoreCase: true);
    }

    [NeedsToolFact("cpio", "zstd", "lsinitramfs")]
    public void Finish_InFrontOfAnInitramfs_IsListedByLsinitramfs()
    {
        byte[] overlay = Write(writer => writer.AddFile("conf/conf.d/xenconv", "x"u8));
        byte[] image = [.. overlay, .. _maker.Shell("zstd -q", _maker.Archive("init", "conf/arch.conf"))];

        string list = Encoding.UTF8.GetString(_maker.Shell("cat > image; lsinitramfs image", image));

        Assert.Contains("conf/conf.d/xenconv\n", list, StringComparison.Ordinal);
        Assert.Contains("conf/arch.conf\n", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/x")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("TRAILER!!!")]
    [InlineData("a\0b")]
    public void AddFile_NoPath_IsRefused(string path)
        => Assert.Throws<ArgumentException>(() => Write(writer => writer.AddFile(path, [])));

    [Fact]
    public void AddFile_Twice_IsRefused()
        => Assert.Throws<ArgumentException>(() => Write(writer =>
        {
            writer.AddFile("a", []);
            writer.AddFile("a", []);
        }));

    public void Dispose() => _maker.Dispose();

    private static byte[] Write(Action<CpioWriter> add)
    {
        var target = new MemoryStream();
        var writer = new CpioWriter(target);
        add(writer);
        writer.Finish();
        return target.ToArray();
    }
}
