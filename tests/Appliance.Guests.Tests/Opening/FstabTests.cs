using Appliance.Formats;
using Appliance.Guests.Inspection;
using Appliance.Guests.Opening;
using Appliance.Guests.Trees;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Opening;

public sealed class FstabTests
{
    [Fact]
    public void Parse_EverydayTable_ListsTheRootFirst()
    {
        const string Text = """
            # /etc/fstab: static file system information.
            UUID=1234-ABCD  /boot/efi  vfat  umask=0077  0  1

              /dev/mapper/vg-root / ext4 errors=remount-ro 0 1
            LABEL=swap none swap sw
            server:/export	/srv	nfs
            """;

        Assert.Equal(
            [
                new MountPoint("/dev/mapper/vg-root", "/", "ext4", "errors=remount-ro"),
                new MountPoint("UUID=1234-ABCD", "/boot/efi", "vfat", "umask=0077"),
                new MountPoint("LABEL=swap", "none", "swap", "sw"),
                new MountPoint("server:/export", "/srv", "nfs", "defaults"),
            ],
            Fstab.Parse("guest", Text));
    }

    [Theory]
    [InlineData(@"LABEL=my\040disk /data\011dir ext4", "LABEL=my disk", "/data\tdir")]
    [InlineData(@"LABEL=a\134b /x\ ext4", @"LABEL=a\b", @"/x\")]
    [InlineData(@"LABEL=a\09 /x\04", @"LABEL=a\09", @"/x\04")]
    [InlineData("LABEL=a /x ext4\r", "LABEL=a", "/x")]
    public void Parse_Codes_AreDecoded(string line, string device, string path)
    {
        MountPoint mount = Assert.Single(Fstab.Parse("guest", line));
        Assert.Equal((device, path), (mount.Device, mount.Path));
    }

    [Fact]
    public void Parse_TooManyLines_IsRefused()
        => Assert.Throws<UnsupportedImageException>(() => Fstab.Parse("guest", new string('\n', 10_000)));

    [Fact]
    public void Read_TooManyBytes_IsRefused()
    {
        using var tree = new GuestTree(new MemoryFileSystem().With("/etc/fstab", new byte[(1 << 20) + 1]));
        Assert.Throws<UnsupportedImageException>(() => Fstab.Read(tree));
    }

    [Fact]
    public void Read_NoTable_IsEmpty()
    {
        using var tree = new GuestTree(new MemoryFileSystem());
        Assert.Empty(Fstab.Read(tree));
    }
}
