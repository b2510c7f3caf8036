using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux;
using Appliance.Guests.Trees;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Inspection.Linux;

public sealed class FstabTests
{
    [Fact]
    public void Read_SeveralMounts_RootIsFirst()
    {
        IReadOnlyList<MountPoint> mounts = Read("# comment\nUUID=1 /boot ext4 defaults 0 2\n\n/dev/sda2\t/\txfs\tdefaults,noatime\t0 0\n/dev/sda3 none swap sw\nproc /proc proc\n");

        Assert.Equal(
            [
                new("/dev/sda2", "/", "xfs", "defaults,noatime"), new("UUID=1", "/boot", "ext4", "defaults"),
                new("/dev/sda3", "none", "swap", "sw"), new("proc", "/proc", "proc", "defaults"),
            ],
            mounts);
    }

    [Fact]
    public void Read_OctalEscapes_AreTakenBack()
        => Assert.Equal(new("LABEL=my disk", "/mnt/a\tbü\\x", "ext4", "ro"), Read("LABEL=my\\040disk /mnt/a\\011b\\303\\274\\134x ext4 ro\n").Single());

    [Fact]
    public void Read_LinesThatMakeNoSense_AreLeftOut() => Assert.Empty(Read("one\none two\n   \n#/dev/sda1 / ext4\n\0\n"));

    [Fact]
    public void Read_MillionsOfLines_AreBounded() => Assert.InRange(Read(string.Concat(Enumerable.Repeat("/dev/sda1 /x ext4\n", 2_000_000))).Count, 1, 1_000);

    private static IReadOnlyList<MountPoint> Read(string text)
    {
        using var tree = new GuestTree(new MemoryFileSystem().With("/etc/fstab", text));
        return Fstab.Read(tree);
    }
}
