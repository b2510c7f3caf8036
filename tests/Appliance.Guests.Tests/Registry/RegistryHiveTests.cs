using System.Text;
using Appliance.Formats;
using Appliance.Guests.Registry;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Registry;

public sealed class RegistryHiveTests
{
    private static HiveBuilder Builder() => new HiveBuilder()
        .Number("Select", "Current", 1)
        .Text(@"ControlSet001\Control\ComputerName\ComputerName", "ComputerName", "WEB01")
        .Texts(@"ControlSet001\Services\Tcpip\Parameters\Interfaces\{1}", "IPAddress", "10.0.0.1", "10.0.0.2")
        .Expandable(@"ControlSet001\Services\disk", "ImagePath", @"System32\drivers\disk.sys")
        .Value(@"ControlSet001\Services\disk", "Raw", 3, [1, 2, 3, 4, 5])
        .Value(@"ControlSet001\Services\disk", "Long", 11, [1, 0, 0, 0, 0, 0, 0, 0x80]);

    private static byte[] Sample() => Builder().Build();

    [Fact]
    public void Find_OtherCase_TheKeyAsItIsSpelled()
    {
        using RegistryHive hive = RegistryHive.Open("SYSTEM", Sample());

        Assert.Equal("ComputerName", hive.Find(@"controlset001\CONTROL\computername\computername")!.Name);
    }

    [Fact]
    public void Find_NoSuchKey_Null()
    {
        using RegistryHive hive = RegistryHive.Open("SYSTEM", Sample());

        Assert.Null(hive.Find(@"ControlSet001\Control\Nothing"));
    }

    [Fact]
    public void Get_EachType_ItsContent()
    {
        using RegistryHive hive = RegistryHive.Open("SYSTEM", Sample());
        RegistryKey disk = hive.Find(@"ControlSet001\Services\disk")!;

        Assert.Equal("WEB01", hive.Find(@"ControlSet001\Control\ComputerName\ComputerName")!.Text("computername"));
        Assert.Equal(["10.0.0.1", "10.0.0.2"], hive.Find(@"ControlSet001\Services\Tcpip\Parameters\Interfaces\{1}")!.Texts("IPAddress")!);
        Assert.Equal(@"System32\drivers\disk.sys", disk.Text("ImagePath"));
        Assert.Equal(0x8000_0000_0000_0001, disk.Number("Long"));
        Assert.Equal(1u, hive.Find("Select")!.Number("Current"));
        Assert.Equal([1, 2, 3, 4, 5], disk.Get("Raw")!.Data.ToArray());
        Assert.Null(disk.Get("Nothing"));
    }

    [Fact]
    public void Set_EqualValue_NoChange()
    {
        using RegistryHive hive = RegistryHive.Open("SYSTEM", Sample());

        bool isChanged = hive.Root.Create("Select").Set(RegistryValue.OfNumber("CURRENT", 1));

        Assert.False(isChanged);
        Assert.False(hive.HasChanges);
        Assert.Throws<InvalidOperationException>(hive.Commit);
    }

    [Fact]
    public void Set_SameBytesOfAnotherType_IsAChange()
    {
        using RegistryHive hive = RegistryHive.Open("SYSTEM", Sample());

        hive.Find(@"ControlSet001\Services\disk")!.Set(RegistryValue.OfText("ImagePath", @"System32\drivers\disk.sys"));

        Assert.Equal(@"sz:System32\drivers\disk.sys", HiveReader.Read(hive.Commit())[@"ControlSet001\Services\disk|ImagePath"]);
    }

    [Fact]
    public void Commit_EachTypeSet_AnotherReaderSeesItAndAllElseUntouched()
    {
        byte[] before = Sample();
        using RegistryHive hive = RegistryHive.Open("SYSTEM", before);
        hive.Root.Create(@"ControlSet001\Services\xenbus").Set(
            RegistryValue.OfNumber("Start", 0), RegistryValue.OfText("Group", "Boot Bus Extender"), RegistryValue.OfLong("Q", 7),
            RegistryValue.OfExpandable("ImagePath", @"System32\drivers\xenbus.sys"), RegistryValue.OfTexts("Many", ["a", "ü中"]),
            RegistryValue.OfBinary("B", [1, 0xFF]), RegistryValue.OfTexts("", []));

        SortedDictionary<string, string> after = HiveReader.Read(hive.Commit());

        var expected = new SortedDictionary<string, string>(HiveReader.Read(before), StringComparer.OrdinalIgnoreCase)
        {
            [@"ControlSet001\Services\xenbus"] = "",
            [@"ControlSet001\Services\xenbus|Start"] = "dword:00000000",
            [@"ControlSet001\Services\xenbus|Group"] = "sz:Boot Bus Extender",
            [@"ControlSet001\Services\xenbus|Q"] = "qword:0000000000000007",
            [@"ControlSet001\Services\xenbus|ImagePath"] = @"expand:System32\drivers\xenbus.sys",
            [@"ControlSet001\Services\xenbus|Many"] = "multi:a|ü中",
            [@"ControlSet001\Services\xenbus|B"] = "hex(3):01ff",
            [@"ControlSet001\Services\xenbus|"] = "multi:",
        };
        Assert.Equal(expected, after);
    }

    [Fact]
    public void Delete_KeyAndValue_AreGone()
    {
        using RegistryHive hive = RegistryHive.Open("SYSTEM", Sample());

        Assert.True(hive.Root.Delete(@"ControlSet001\Control"));
        Assert.False(hive.Root.Delete(@"ControlSet001\Control"));
        Assert.True(hive.Find(@"ControlSet001\Services\disk")!.DeleteValue("raw"));
        Assert.False(hive.Find(@"ControlSet001\Services\disk")!.DeleteValue("raw"));

        SortedDictionary<string, string> after = HiveReader.Read(hive.Commit());
        Assert.DoesNotContain(after.Keys, key => key.Contains("Control\\", StringComparison.Ordinal) || key.EndsWith("|Raw", StringComparison.Ordinal));
        Assert.Contains(@"ControlSet001\Services\disk|Long", after.Keys);
    }

    [Fact]
    public void Commit_SameEditsAtAnotherTime_SameBytes()
    {
        byte[] first = Edit();
        Thread.Sleep(20);

        Assert.Equal(first, Edit());

        static byte[] Edit()
        {
            using RegistryHive hive = RegistryHive.Open("SYSTEM", Sample());
            hive.Root.Create("New").Set(RegistryValue.OfNumber("A", 1));
            return hive.Commit();
        }
    }

    [Fact]
    public void Commit_Again_IsAWholeHiveThatCanBeChanged()
    {
        byte[] content = Sample();
        for (uint i = 0; i < 3; i++)
        {
            using RegistryHive hive = RegistryHive.Open("SYSTEM", content);
            Assert.False(hive.IsDirty);
            hive.Root.Create("Select").Set(RegistryValue.OfNumber("Current", i + 2));
            content = hive.Commit();
        }

        Assert.Equal("dword:00000004", HiveReader.Read(content)["Select|Current"]);
    }

    [NeedsToolFact("hivexsh")]
    public void Commit_ByHivexsh_IsReadTheSame()
    {
        using var folder = new TemporaryFolder();
        using RegistryHive hive = RegistryHive.Open("SYSTEM", Sample());
        hive.Root.Create(@"ControlSet001\Services\xenvbd").Set(RegistryValue.OfNumber("Start", 0));
        string file = folder.Write("SYSTEM", hive.Commit());
        string script = folder.Write("script", "cd \\ControlSet001\\Services\\xenvbd\nlsval Start\n");

        Assert.Equal("0\n", Tool.Run("hivexsh", "-f", script, file));
    }

    [NeedsToolFact("hivexregedit")]
    public void Open_WhatHivexregeditMerged_IsRead()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("SYSTEM", Sample());
        string edit = folder.Write("edit.reg", "Windows Registry Editor Version 5.00\n\n[\\ControlSet001\\Services\\disk\\Enum]\n\"0\"=\"SCSI\\\\Disk\"\n");
        Tool.Run("hivexregedit", "--merge", file, edit);

        using RegistryHive hive = RegistryHive.Open("SYSTEM", File.ReadAllBytes(file));

        Assert.Equal(@"SCSI\Disk", hive.Find(@"ControlSet001\Services\disk\Enum")!.Text("0"));
    }

    [Fact]
    public void Children_ManyKeys_AllOfThem()
    {
        var builder = new HiveBuilder();
        for (int i = 0; i < 3000; i++)
        {
            builder.Number($@"Classes\k{i:d4}", "n", (uint)i);
        }

        using RegistryHive hive = RegistryHive.Open("SOFTWARE", builder.Build());

        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"k{i:d4}"), hive.Find("Classes")!.Children().Select(key => key.Name));
        Assert.Equal(2999u, hive.Find(@"Classes\K2999")!.Number("N"));
    }

    [Fact]
    public void Change_DirtyHive_RefusedWithTheWayOut()
    {
        using RegistryHive hive = RegistryHive.Open("C:SYSTEM", Builder().Build(isDirty: true));

        var error = Assert.Throws<UnsupportedImageException>(() => hive.Root.Create("New"));

        Assert.Contains("start Windows once more and shut it down", error.Message, StringComparison.Ordinal);
        Assert.Equal("WEB01", hive.Find(@"ControlSet001\Control\ComputerName\ComputerName")!.Text("ComputerName"));
    }

    [Theory]
    [InlineData("odd length", new byte[] { 65, 0, 66 }, "A")]
    [InlineData("no zero at its end", new byte[] { 65, 0, 66, 0 }, "AB")]
    [InlineData("something behind its zero", new byte[] { 65, 0, 0, 0, 66, 0 }, "A")]
    [InlineData("empty", new byte[0], "")]
    public void Text_OddlyStored_IsReadAsWindowsDoes(string what, byte[] data, string expected)
    {
        byte[] content = new HiveBuilder().Value("Key", what, 1, data).Build();
        using RegistryHive hive = RegistryHive.Open("SOFTWARE", content);

        Assert.Equal(expected, hive.Find("Key")!.Text(what));
    }

    [Fact]
    public void Find_NameBeyondLatin_IsFound()
    {
        byte[] content = new HiveBuilder().Text("Schlüssel\\中文", "a", "b").Build();
        using RegistryHive hive = RegistryHive.Open("SOFTWARE", content);

        Assert.Equal("b", hive.Find("Schlüssel\\中文")!.Text("a"));
        Assert.Equal(Encoding.UTF8.GetBytes("中文"), Encoding.UTF8.GetBytes(hive.Find("Schlüssel")!.Children()[0].Name));
    }
}
