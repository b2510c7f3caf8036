using Appliance.Formats;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Inspection;

public sealed class WindowsInspectorTests
{
    private static WindowsSystem? Inspect(MemoryFileSystem files)
    {
        using var tree = new GuestTree(files);
        return WindowsInspector.Inspect(tree);
    }

    [Fact]
    public void Inspect_Seven_VersionByItsText()
    {
        WindowsSystem system = Inspect(WindowsGuest.Seven("x86").Build())!;

        Assert.Equal((6, 1, 7601), (system.Major, system.Minor, system.Build));
        Assert.Equal("Windows 7 Professional", system.Product);
        Assert.Equal("6.1.7601", system.Version);
        Assert.Equal("i386", system.Architecture);
        Assert.False(system.HasDriverDatabase);
    }

    [Fact]
    public void Inspect_Server2022_VersionByItsNumbers()
    {
        WindowsSystem system = Inspect(WindowsGuest.Server2022().Build())!;

        Assert.Equal((10, 0, 20348), (system.Major, system.Minor, system.Build));
        Assert.Equal("Windows Server 2022 Standard", system.Product);
        Assert.Equal("ServerStandard", system.Edition);
        Assert.Equal("x86_64", system.Architecture);
        Assert.Equal("WEB01", system.HostName);
        Assert.Equal([1, 2], system.ControlSets);
        Assert.Equal(1, system.CurrentControlSet);
        Assert.True(system.HasDriverDatabase);
    }

    [Theory]
    [InlineData(19045, "Windows 10 Pro")]
    [InlineData(22000, "Windows 11 Pro")]
    [InlineData(26100, "Windows 11 Pro")]
    public void Inspect_TenOrEleven_NamedByItsBuild(int build, string product)
        => Assert.Equal(product, Inspect(WindowsGuest.Ten(build).Build())!.Product);

    [Theory]
    [InlineData("/Windows")]
    [InlineData("/WINDOWS")]
    [InlineData("/WINNT")]
    public void Inspect_SystemRoot_AsItIsSpelled(string folder)
        => Assert.Equal(folder, Inspect(WindowsGuest.Ten().Build(folder))!.SystemRoot);

    [Fact]
    public void Inspect_NoWindows_Null()
        => Assert.Null(Inspect(new MemoryFileSystem(ignoresCase: true).With("/etc/fstab", "").WithFolder("/Windows/System32")));

    [Fact]
    public void Inspect_VmwareTools_AreTold()
    {
        WindowsGuest guest = WindowsGuest.Server2022();
        guest.Software.Text(@"Microsoft\Windows\CurrentVersion\Uninstall\{0A4C4B29-5A9D-4910-A13C-B920D5758744}", "DisplayName", "VMware Tools");
        guest.System.Number(@"ControlSet001\Services\VMTools", "Start", 2);

        Assert.Equal(["VMware Tools", "VMTools"], Inspect(guest.Build())!.VmwareTools);
    }

    [Theory]
    [InlineData(1u, false)]
    [InlineData(2u, true)]
    public void Inspect_FirmwareType_IsTold(uint type, bool usesUefi)
    {
        WindowsGuest guest = WindowsGuest.Ten();
        guest.System.Number(@"ControlSet001\Control", "PEFirmwareType", type);

        Assert.Equal(usesUefi, Inspect(guest.Build())!.UsesUefi);
    }

    [Theory]
    [InlineData(4, new byte[] { 1, 0, 0, 0 }, true)]
    [InlineData(4, new byte[] { 0, 0, 0, 0 }, false)]
    [InlineData(11, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 }, true)]
    public void Inspect_ClockInUtcOrNot_TellsHowFarItIsAhead(int type, byte[] data, bool isUniversal)
    {
        WindowsGuest guest = WindowsGuest.Ten();
        guest.System.Value(@"ControlSet001\Control\TimeZoneInformation", "RealTimeIsUniversal", type, data);
        guest.System.Number(@"ControlSet001\Control\TimeZoneInformation", "ActiveTimeBias", unchecked((uint)-60));

        Assert.Equal(isUniversal ? TimeSpan.Zero : TimeSpan.FromHours(1), Inspect(guest.Build())!.ClockOffset);
    }

    [Theory]
    [InlineData(0x80000000)]
    [InlineData(0x7FFFFFFF)]
    public void Inspect_TimeZoneThatCannotBe_IsLeftOut(uint bias)
    {
        WindowsGuest guest = WindowsGuest.Ten();
        guest.System.Number(@"ControlSet001\Control\TimeZoneInformation", "ActiveTimeBias", bias);

        Assert.Equal(TimeSpan.Zero, Inspect(guest.Build())!.ClockOffset);
    }

    [Fact]
    public void Inspect_SelectPointsNowhere_FirstControlSet()
    {
        WindowsGuest guest = WindowsGuest.Ten();
        guest.System.Number("Select", "Current", 0xFFFF_FFFF);

        Assert.Equal(1, Inspect(guest.Build())!.CurrentControlSet);
    }

    [Fact]
    public void Inspect_HivesOfNothing_IsRefused()
    {
        MemoryFileSystem files = new MemoryFileSystem(ignoresCase: true)
            .With("/Windows/System32/config/SYSTEM", new HiveBuilder().Build()).With("/Windows/System32/config/SOFTWARE", new HiveBuilder().Build());

        Assert.Throws<InvalidImageException>(() => Inspect(files));
    }
}
