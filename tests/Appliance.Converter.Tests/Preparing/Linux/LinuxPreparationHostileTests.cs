using Appliance.Converter.Preparing.Linux.Boot;
using Appliance.Converter.Preparing.Linux.Network;
using Appliance.Converter.Preparing.Linux.Security;
using Appliance.Converter.Preparing.Linux.Storage;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Xunit;

namespace Appliance.Converter.Tests.Preparing.Linux;

public sealed class LinuxPreparationHostileTests
{
    // Half a minute is far from what a quadratic edit of four million characters takes.
    private const int Quick = 30_000;

    [Fact(Timeout = Quick)]
    public async Task Arguments_WithoutEnd_AreEditedOnce()
    {
        string line = await Task.Run(() => KernelArguments.ReplaceDevices(string.Concat(Enumerable.Repeat("root=/dev/sda1 ", 250_000)), _ => "UUID=x"));
        Assert.StartsWith("root=UUID=x root=UUID=x ", line, StringComparison.Ordinal);
    }

    [Fact(Timeout = Quick)]
    public async Task Names_WithoutEnd_AreReplacedOnce()
        => Assert.StartsWith("enX0 enX0 ", await Task.Run(() => InterfaceNames.Replace(string.Concat(Enumerable.Repeat("ens192 ", 500_000)), "ens192", "enX0")), StringComparison.Ordinal);

    [Theory(Timeout = Quick)]
    [InlineData("/((((a{999}){999}){999}){999})* x")]
    [InlineData("/(a|a|a|aa)*(a|aa)*(a|aa)*b x")]
    [InlineData("/(?<=a)b x")]
    [InlineData("/((( x")]
    [InlineData("/\\1 x")]
    public async Task Pattern_OfAPolicyMadeToHang_MatchesNothing(string line)
        => Assert.False(await Task.Run(() => SelinuxPattern.Parse(line)!.Matches("/" + new string('a', 4000))));

    [Fact]
    public void Fstab_LargerThanAny_IsRefused()
    {
        var guest = new PreparedGuest();
        guest.Files.With("/etc/fstab", new byte[5 << 20]);
        Assert.Throws<UnsupportedImageException>(() => guest.Run(new FstabStep()));
    }

    [Fact]
    public void Fstab_LinkInACircle_IsLeftAlone()
    {
        var guest = new PreparedGuest();
        guest.Files.WithLink("/etc/fstab", "fstab");
        guest.Run(new FstabStep());
        Assert.Empty(guest.Changes);
    }

    [Fact]
    public void Fstab_LinkOutOfTheGuest_StaysInside()
    {
        var guest = new PreparedGuest();
        guest.Files.WithLink("/etc/fstab", "../../../../outside").With("/outside", "/dev/sda1 / ext4 x 0 0\n");
        guest.Run(new FstabStep());
        Assert.Equal("/outside", Assert.Single(guest.Changes).Path);
    }

    [Fact]
    public void PolicyType_OutsideItsFolder_IsNotRead()
    {
        PreparedGuest guest = new PreparedGuest().With("/etc/selinux/config", "SELINUXTYPE=../../tmp\n").With("/tmp/contexts/files/file_contexts", "/.* evil\n");
        Assert.Null(SelinuxPolicy.Read(new(guest.Files)));
    }

    [Fact]
    public void Folder_InPlaceOfAFile_IsLeftAlone()
    {
        var guest = new PreparedGuest();
        guest.Files.WithFolder("/etc/fstab").WithFolder("/etc/default/grub").WithFolder("/etc/network/interfaces").WithFolder("/etc/lvm/lvm.conf");
        Assert.Empty(guest.RunAll().Changes);
        Assert.Equal(FileType.Folder, guest.Files.Find("/etc/fstab")!.Type);
    }
}
