using Appliance.Converter.Preparing;
using Appliance.Formats.Machines;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Converter.Tests.Preparing.Windows;

public sealed class FirstBootTests
{
    private const string Folder = "/Program Files/Appliance/FirstBoot/";
    private const string NetClass = "{4d36e972-e325-11ce-bfc1-08002be10318}";

    private static Machine MachineWith(params string?[] macs) => new()
    {
        Id = "web01",
        Name = "web01",
        NetworkCards = [.. macs.Select(mac => new NetworkCard { Mac = mac })],
    };

    private static WindowsGuest WithCard(WindowsGuest windows, int number, string instance, string address, int slot = 0)
    {
        string id = $"{{00000000-0000-0000-0000-00000000000{number}}}";
        windows.System
            .Text($@"ControlSet001\Enum\PCI\VEN_15AD&DEV_07B0\{instance}", "Driver", $@"{NetClass}\000{number}")
            .Text($@"ControlSet001\Enum\PCI\VEN_15AD&DEV_07B0\{instance}", "LocationInformation", $"@pci.sys,#1;PCI bus %1, device %2, function %3;({slot},0,0)")
            .Text($@"ControlSet001\Control\Class\{NetClass}\000{number}", "NetCfgInstanceId", id)
            .Number($@"ControlSet001\Services\Tcpip\Parameters\Interfaces\{id}", "EnableDHCP", 0)
            .Texts($@"ControlSet001\Services\Tcpip\Parameters\Interfaces\{id}", "IPAddress", address)
            .Texts($@"ControlSet001\Services\Tcpip\Parameters\Interfaces\{id}", "SubnetMask", "255.255.255.0")
            .Texts($@"ControlSet001\Services\Tcpip\Parameters\Interfaces\{id}", "DefaultGateway", "10.0.0.1")
            .Text($@"ControlSet001\Services\Tcpip\Parameters\Interfaces\{id}", "NameServer", "10.0.0.53,10.0.0.54");
        return windows;
    }

    [Fact]
    public void Drivers_Seven_InstalledWithTheOldOptions()
    {
        using var guest = new PreparedGuest(WindowsGuest.Seven());

        guest.Prepare();

        string script = guest.Text(Folder + "10-drivers.cmd");
        Assert.Contains("pnputil.exe -i -a \"%SystemRoot%\\Drivers\\Xen\\xenbus\\xenbus.inf\"\r\n", script, StringComparison.Ordinal);
        Assert.DoesNotContain("DriverDatabase", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Drivers_Ten_InstalledAndStandInsRemoved()
    {
        using var guest = new PreparedGuest(WindowsGuest.Ten());

        guest.Prepare();

        string script = guest.Text(Folder + "10-drivers.cmd");
        Assert.Equal(4, script.Split("pnputil.exe /add-driver ").Length - 1);
        Assert.Contains(@"reg delete ""HKLM\SYSTEM\DriverDatabase\DriverPackages\appliance_xenvbd.inf_tmp"" /f", script, StringComparison.Ordinal);
        Assert.Contains(@"reg delete ""HKLM\SYSTEM\DriverDatabase\DeviceIds\PCI\VEN_5853&DEV_0001"" /v appliance_xenbus.inf /f", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Runner_TriesAndRestarts_AreBounded()
    {
        using var guest = new PreparedGuest(WindowsGuest.Ten());

        guest.Prepare();

        string script = guest.Text(Folder + "firstboot.cmd");
        Assert.Contains("if exist ??-*.cmd if %TRY% LSS 3 exit /b 1\r\n", script, StringComparison.Ordinal);
        Assert.Contains("if %TRY%==1 if \"%~n1\"==\"10-drivers\" echo. > restart.flag\r\n", script, StringComparison.Ordinal);
        Assert.Contains("sc.exe delete ApplianceFirstBoot", script, StringComparison.Ordinal);
        Assert.DoesNotContain("powershell", script, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("000C29FFFF66A80700", "00:0c:29:66:a8:07", "00-0C-29-66-A8-07")]
    [InlineData("FF565000BB0895FE00", "00:50:56:95:08:BB", "00-50-56-95-08-BB")]
    [InlineData("4&2b7c36e&0&00a8", "00:50:56:01:02:03", "00-50-56-01-02-03")]
    public void Network_OneStaticAddress_GoesToItsMac(string instance, string mac, string written)
    {
        using var guest = new PreparedGuest(WithCard(WindowsGuest.Ten(), 1, instance, "10.0.0.5")) { Machine = MachineWith(mac) };

        guest.Prepare();

        string script = guest.Text(Folder + "30-network.cmd");
        Assert.Contains($"call :find {written}\r\n", script, StringComparison.Ordinal);
        Assert.Contains("set address name=\"%NAME%\" source=static address=10.0.0.5 mask=255.255.255.0 gateway=10.0.0.1 gwmetric=1\r\n", script, StringComparison.Ordinal);
        Assert.Contains("set dnsservers name=\"%NAME%\" source=static address=10.0.0.53 validate=no\r\n", script, StringComparison.Ordinal);
        Assert.Contains("add dnsservers name=\"%NAME%\" address=10.0.0.54 index=2 validate=no\r\n", script, StringComparison.Ordinal);
        Assert.DoesNotContain(guest.Notes, note => note.Kind == NoteKind.Warning);
    }

    [Fact]
    public void Network_TwoWithoutSerial_ByTheirOrderWithAWarning()
    {
        WindowsGuest windows = WithCard(WithCard(WindowsGuest.Ten(), 1, "4&1&0&00B0", "10.0.0.6", slot: 19), 2, "4&1&0&00A8", "10.0.0.5", slot: 3);
        using var guest = new PreparedGuest(windows) { Machine = MachineWith("00:50:56:00:00:05", "00:50:56:00:00:06") };

        guest.Prepare();

        string script = guest.Text(Folder + "30-network.cmd");
        Assert.Matches("(?s)find 00-50-56-00-00-05.*address=10.0.0.5", script);
        Assert.Matches("(?s)find 00-50-56-00-00-06.*address=10.0.0.6", script);
        Assert.Contains(guest.Notes, note => note.Kind == NoteKind.Warning && note.Text.Contains("order", StringComparison.Ordinal));
    }

    [Fact]
    public void Network_MacIsNotOfTheMachine_ToldAndNotWritten()
    {
        using var guest = new PreparedGuest(WithCard(WindowsGuest.Ten(), 1, "000C29FFFF66A80700", "10.0.0.5")) { Machine = MachineWith("00:50:56:00:00:01") };

        guest.Prepare();

        Assert.False(guest.Has(Folder + "30-network.cmd"));
        Assert.Contains(guest.Notes, note => note.Kind == NoteKind.Expected && note.Text.Contains("10.0.0.5", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.0.0.5 & calc")]
    [InlineData("%COMSPEC%")]
    [InlineData("")]
    [InlineData("0.0.0.0")]
    [InlineData("fe80::1%1")]
    public void Network_NoAddressInTheRegistry_NeverInAScript(string address)
    {
        using var guest = new PreparedGuest(WithCard(WindowsGuest.Ten(), 1, "000C29FFFF66A80700", address)) { Machine = MachineWith("00:0c:29:66:a8:07") };

        guest.Prepare();

        Assert.False(guest.Has(Folder + "30-network.cmd"));
    }

    [Fact]
    public void Disks_ThreeOfThem_TheTwoAfterTheFirstGoOnline()
    {
        var machine = new Machine { Id = "a", Name = "a", Disks = [new() { Id = "1", Name = "1" }, new() { Id = "2", Name = "2" }, new() { Id = "3", Name = "3" }] };
        using var guest = new PreparedGuest(WindowsGuest.Server2022()) { Machine = machine };

        guest.Prepare();

        Assert.Contains("for /l %%n in (1,1,2) do call :online %%n\r\n", guest.Text(Folder + "20-disks.cmd"), StringComparison.Ordinal);
    }

    [Fact]
    public void VmwareTools_Installed_UninstalledByTheirGuid()
    {
        WindowsGuest windows = WindowsGuest.Ten();
        windows.Software.Text(@"Microsoft\Windows\CurrentVersion\Uninstall\{0A4C4B29-5A9D-4910-A13C-B920D5758744}", "DisplayName", "VMware Tools")
            .Text(@"Microsoft\Windows\CurrentVersion\Uninstall\{0A4C4B29-5A9D-4910-A13C-B920D5758744} & calc", "DisplayName", "VMware Tools");
        using var guest = new PreparedGuest(windows);

        guest.Prepare(withPack: false);

        string script = guest.Text(Folder + "40-vmware-tools.cmd");
        Assert.Contains("call :remove {0A4C4B29-5A9D-4910-A13C-B920D5758744}\r\n", script, StringComparison.Ordinal);
        Assert.DoesNotContain("calc", script, StringComparison.Ordinal);
        Assert.Contains("(1,1,60)", script, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstBoot_NothingToDo_NoService()
    {
        using var guest = new PreparedGuest(WindowsGuest.Ten());

        guest.Prepare(withPack: false);

        Assert.False(guest.Has(Folder + "firstboot.cmd"));
        Assert.DoesNotContain(guest.System.Keys, key => key.Contains("ApplianceFirstBoot", StringComparison.Ordinal));
    }
}
