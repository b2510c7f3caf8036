using Appliance.Converter.Preparing;
using Appliance.Converter.Preparing.Windows;
using Appliance.Formats;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Converter.Tests.Preparing.Windows;

public sealed class WindowsPreparationTests
{
    public static TheoryData<string> AllVersions => ["7 x64", "7 x86", "2012 R2", "10 x64", "10 x86", "11", "2022"];

    private static WindowsGuest Guest(string version) => version switch
    {
        "7 x64" => WindowsGuest.Seven(),
        "7 x86" => WindowsGuest.Seven("x86"),
        "2012 R2" => WindowsGuest.Server2012R2(),
        "10 x64" => WindowsGuest.Ten(),
        "10 x86" => WindowsGuest.Ten(processor: "x86"),
        "11" => WindowsGuest.Ten(22631),
        _ => WindowsGuest.Server2022(),
    };

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void Run_WithPack_RegistryIsAsExpectedKeyByKey(string version)
    {
        bool isSeven = version.StartsWith('7');
        using var guest = new PreparedGuest(Guest(version));
        SortedDictionary<string, string> before = guest.System;

        guest.Prepare();

        SortedDictionary<string, string> after = guest.System;
        var expected = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string set in new[] { "ControlSet001", "ControlSet002" })
        {
            foreach ((string entry, string content, _) in isSeven ? ExpectedRegistry.ControlSet().Concat(ExpectedRegistry.CriticalDevices()) : ExpectedRegistry.ControlSet())
            {
                expected.Add($@"{set}\{entry}", content);
            }
        }

        foreach ((string entry, string content) in isSeven ? [] : ExpectedRegistry.Database())
        {
            expected.Add(entry, content);
        }

        // Values that are new or changed; "was already so" counts as expected, too.
        var changed = after.Where(pair => pair.Key.Contains('|', StringComparison.Ordinal) && (!before.TryGetValue(pair.Key, out string? old) || old != pair.Value));
        Assert.Equal(expected.Where(pair => !before.TryGetValue(pair.Key, out string? old) || old != pair.Value), changed);
        Assert.All(expected, pair => Assert.Equal(pair.Value, after[pair.Key]));

        // And nothing is gone but what keeps drivers from starting.
        Assert.All(before.Keys.Except(after.Keys), key => Assert.Contains(@"\StartOverride", key, StringComparison.Ordinal));
        Assert.DoesNotContain(after.Keys, key => key.Contains(@"\StartOverride", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void Run_Twice_SecondChangesNothing(string version)
    {
        using var guest = new PreparedGuest(Guest(version));
        guest.Prepare();
        int changes = guest.Changes.Count;

        guest.Prepare();

        Assert.Equal(changes, guest.Changes.Count);
    }

    [Theory]
    [InlineData("10 x64", "x64")]
    [InlineData("7 x86", "x86")]
    public void Run_WithPack_FilesOfTheProcessorAreInPlace(string version, string processor)
    {
        using var guest = new PreparedGuest(Guest(version));

        guest.Prepare();

        foreach (string driver in new[] { "xen", "xenbus", "xenfilt", "xenvbd", "xencrsh", "xendisk" })
        {
            Assert.Equal($"{driver}.sys for {processor}", guest.Text($"/Windows/System32/drivers/{driver}.sys"));
        }

        Assert.False(guest.Has("/Windows/System32/drivers/xennet.sys"));
        Assert.Equal($"xennet.sys for {processor}", guest.Text("/Windows/Drivers/Xen/xennet/xennet.sys"));
        Assert.True(guest.Has("/Windows/Drivers/Xen/xenbus/xenbus.cat"));
        Assert.Equal(
            @"expand:%SystemRoot%\inf;%SystemRoot%\Drivers\Xen\xenbus;%SystemRoot%\Drivers\Xen\xenvbd;%SystemRoot%\Drivers\Xen\xennet;%SystemRoot%\Drivers\Xen\xenvif",
            guest.Software[@"Microsoft\Windows\CurrentVersion|DevicePath"]);
    }

    [Fact]
    public void Run_WithPack_NeedsEmulatedThenParavirtual()
    {
        using var guest = new PreparedGuest(WindowsGuest.Server2022());

        WindowsNeeds needs = guest.Prepare();

        Assert.Equal(HardwarePath.EmulatedThenParavirtual, needs.Disks);
        Assert.Equal(HardwarePath.EmulatedThenParavirtual, needs.Networks);
        Assert.DoesNotContain(guest.Notes, note => note.Kind == NoteKind.Warning);
    }

    [Fact]
    public void Run_WithoutPack_NeedsEmulatedAndSaysSo()
    {
        WindowsGuest windows = WindowsGuest.Ten();
        windows.System.Number(@"ControlSet001\Control\TimeZoneInformation", "ActiveTimeBias", 300);
        using var guest = new PreparedGuest(windows);

        WindowsNeeds needs = guest.Prepare(withPack: false);

        Assert.Equal((HardwarePath.Emulated, HardwarePath.Emulated, "e1000"), (needs.Disks, needs.Networks, needs.EmulatedNetworkCard));
        Assert.Equal(TimeSpan.FromHours(-5), needs.ClockOffset);
        Assert.Contains(guest.Notes, note => note.Kind == NoteKind.Warning && note.Text.Contains("emulated IDE", StringComparison.Ordinal));
        Assert.Equal("dword:00000000", guest.System[@"ControlSet002\Services\storahci|Start"]);
        Assert.DoesNotContain(guest.System.Keys, key => key.Contains("xen", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Run_NoIdeDriver_Warns()
    {
        var windows = WindowsGuest.Ten();
        using var guest = new PreparedGuest(windows.WithoutService("intelide").WithoutService("pciide"));

        guest.Prepare();

        Assert.Contains(guest.Notes, note => note.Kind == NoteKind.Warning && note.Text.Contains("intelide", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_FiltersAreThere_XenfiltComesLast()
    {
        const string key = @"Control\Class\{4d36e97d-e325-11ce-bfc1-08002be10318}";
        WindowsGuest windows = WindowsGuest.Ten();
        windows.System.Texts($@"ControlSet001\{key}", "UpperFilters", "other").Texts($@"ControlSet002\{key}", "UpperFilters", "xenfilt", "other");
        using var guest = new PreparedGuest(windows);

        guest.Prepare();

        Assert.Equal("multi:other|XENFILT", guest.System[$@"ControlSet001\{key}|UpperFilters"]);
        Assert.Equal("multi:xenfilt|other", guest.System[$@"ControlSet002\{key}|UpperFilters"]);
    }

    [Fact]
    public void Run_OldStartOverrideOfXenService_IsGone()
    {
        WindowsGuest windows = WindowsGuest.Ten();
        windows.System.Number(@"ControlSet001\Services\xenvbd\StartOverride", "0", 3);
        using var guest = new PreparedGuest(windows);

        guest.Prepare();

        Assert.DoesNotContain(guest.System.Keys, entry => entry.Contains("StartOverride", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_VmwareServices_AreDisabledAndOthersUntouched()
    {
        WindowsGuest windows = WindowsGuest.Ten();
        windows.System.Number(@"ControlSet001\Services\VMTools", "Start", 2).Number(@"ControlSet002\Services\vmci", "Start", 0)
            .Number(@"ControlSet001\Services\pvscsi", "Start", 0).Number(@"ControlSet001\Services\LSI_SAS", "Start", 0)
            .Texts(@"ControlSet001\Control\Class\{4d36e96f-e325-11ce-bfc1-08002be10318}", "UpperFilters", "vmmouse", "mouclass")
            .Texts(@"ControlSet001\Enum\ACPI\PNP0F13\4&1", "UpperFilters", "vmmouse");
        using var guest = new PreparedGuest(windows);

        guest.Prepare(withPack: false);

        Assert.Equal("dword:00000004", guest.System[@"ControlSet001\Services\VMTools|Start"]);
        Assert.Equal("dword:00000004", guest.System[@"ControlSet002\Services\vmci|Start"]);
        Assert.Equal("dword:00000000", guest.System[@"ControlSet001\Services\pvscsi|Start"]);
        Assert.Equal("dword:00000000", guest.System[@"ControlSet001\Services\LSI_SAS|Start"]);
        Assert.Equal("multi:mouclass", guest.System[@"ControlSet001\Control\Class\{4d36e96f-e325-11ce-bfc1-08002be10318}|UpperFilters"]);
        Assert.DoesNotContain(@"ControlSet001\Enum\ACPI\PNP0F13\4&1|UpperFilters", guest.System.Keys);
        Assert.DoesNotContain(guest.System.Keys, key => key.EndsWith(@"Services\vmhgfs", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_OlderThanSeven_IsRefused()
    {
        WindowsGuest windows = WindowsGuest.Seven();
        windows.Software.Text(@"Microsoft\Windows NT\CurrentVersion", "CurrentVersion", "6.0");
        using var guest = new PreparedGuest(windows);

        Assert.Throws<UnsupportedImageException>(() => guest.Prepare());
        Assert.Empty(guest.Changes);
    }

    [Fact]
    public void Run_DirtyHive_IsRefusedAndNothingOfItWritten()
    {
        using var guest = new PreparedGuest(WindowsGuest.Ten().WithDirtySystem());

        var error = Assert.Throws<UnsupportedImageException>(() => guest.Prepare());

        Assert.Contains("start Windows once more and shut it down", error.Message, StringComparison.Ordinal);
        Assert.Empty(guest.Changes);
    }
}
