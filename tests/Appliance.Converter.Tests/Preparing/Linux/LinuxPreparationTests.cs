using Appliance.Converter.Preparing.Linux;
using Appliance.Converter.Preparing.Linux.Initramfs;
using Appliance.Converter.Preparing.Linux.Storage;
using Xunit;

namespace Appliance.Converter.Tests.Preparing.Linux;

public sealed class LinuxPreparationTests
{
    public static TheoryData<string> Names => [.. Distributions.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Guest_PreparedTwice_IsNotChangedAgain(string name)
    {
        PreparedGuest guest = Distributions.Make(name).RunAll();
        Assert.NotEmpty(guest.Changes);
        Assert.Empty(guest.RunAll().Changes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Guest_Prepared_NamesNoDeviceOfVmware(string name)
    {
        PreparedGuest guest = Distributions.Make(name).RunAll();
        string[] paths = ["/etc/fstab", "/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/grub/grub.conf", "/boot/grub2/grubenv", "/etc/default/grub", "/boot/extlinux.conf", "/boot/loader/entries/abc-5.14.conf", "/boot/loader/entries/arch.conf"];
        Assert.All(
            paths.Where(path => guest.Files.Find(path) is not null).SelectMany(path => guest.Text(path).Split([' ', '\t', '\n', '=', '"'])),
            word => Assert.False(DiskName.IsOfHardware(word) && !word.Contains("by-id", StringComparison.Ordinal), word));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Guest_Prepared_TalksToXensConsole(string name)
    {
        PreparedGuest guest = Distributions.Make(name).RunAll();
        Assert.Contains(guest.Notes, note => note.Text.Contains("hvc0", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Guest_Prepared_HasItsDriversInFrontOfItsInitramfs(string name)
    {
        PreparedGuest guest = Distributions.Make(name).RunAll();
        Assert.True(InitramfsOverlay.IsIn(guest.Files.OpenRead(Distributions.Image)));
    }

    [Fact]
    public void Steps_AllHaveNamesOfTheirOwn()
        => Assert.Equal(LinuxPreparation.Steps.Count, LinuxPreparation.Steps.Select(step => step.Name).Distinct().Count());
}
