using System.Text;
using Appliance.Formats.Detection;
using Appliance.Formats.Vmx;
using Xunit;

namespace Appliance.Formats.Tests.Vmx;

public sealed class VmxParserTests
{
    [Theory]
    [InlineData("displayName = \"Web 01\"", "Web 01")]
    [InlineData("DISPLAYNAME = \"Web 01\"", "Web 01")] // keys in any case
    [InlineData("  displayName=\"Web 01\"  \r", "Web 01")] // any blanks, any line end
    [InlineData("displayName = Web 01", "Web 01")] // without quotes, as some tools write numbers
    [InlineData("displayName = \"a |22b|22 |7C c\"", "a \"b\" | c")] // the two characters that are always escaped
    [InlineData("displayName = \"one|0Atwo\"", "one\ntwo")]
    [InlineData("displayName = \"a \"quoted\" name\"", "a \"quoted\" name")] // to the last quote, as virt-v2v does
    [InlineData("displayName = \"50|2 |zz |\"", "50|2 |zz |")] // no escapes
    [InlineData("displayName = \"x = y\"", "x = y")]
    [InlineData("displayName = \"never closed", "never closed")]
    [InlineData("displayName = \"\"", null)]
    [InlineData("# displayName = \"comment\"", null)]
    [InlineData("displayName = \"first\"\ndisplayName = \"second\"", "first")]
    public void Parse_Line_GivesItsValue(string text, string? expected)
        => Assert.Equal(expected, VmxParser.Parse(Encoding.UTF8.GetBytes(text), "vm.vmx", _ => { })["displayName"]);

    [Theory]
    [InlineData("UTF-8", "C3 9C 62 75 6E 67", "Übung")]
    [InlineData("windows-1252", "DC 62 75 6E 67", "Übung")]
    [InlineData("GBK", "B2 E2 CA D4", "测试")]
    [InlineData("Shift_JIS", "83 65 83 58 83 67", "テスト")]
    [InlineData("Big5", "B4 FA B8 D5", "測試")]
    [InlineData("no such encoding", "DC 62 75 6E 67", "Übung")] // byte by byte
    [InlineData("UTF-8", "|C3|9C", "Ü")] // escapes stand for bytes
    public void Parse_Encoding_IsTheOneItNames(string encoding, string bytes, string expected)
    {
        byte[] value = bytes[0] == '|' ? Encoding.ASCII.GetBytes(bytes) : Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));
        byte[] text = [.. Encoding.ASCII.GetBytes($".encoding = \"{encoding}\"\ndisplayName = \""), .. value, (byte)'"'];

        Assert.Equal(expected, VmxParser.Parse(text, "vm.vmx", _ => { })["displayName"]);
    }

    [Theory]
    [InlineData("a = \"1\"\na = \"2\"", "line 2 sets a again, to another value; the first one is taken")]
    [InlineData("nonsense", "line 1 is no setting, and is passed over")]
    [InlineData("a = \"1\"\nA = \"1\"", null)] // twice the same says nothing new
    public void Parse_OddLine_IsWarnedOf(string text, string? warning)
    {
        var warnings = new List<string>();
        VmxParser.Parse(Encoding.UTF8.GetBytes(text), "vm.vmx", warnings.Add);
        Assert.Equal(warning is null ? [] : [$"vm.vmx: {warning}"], warnings);
    }

    [Theory]
    [InlineData(".encoding = \"UTF-8\"\nconfig.version = \"8\"\n", ImageFormat.Vmx)]
    [InlineData("#!/usr/bin/vmware\nVIRTUALHW.VERSION = \"4\"\n", ImageFormat.Vmx)]
    [InlineData("\uFEFFdisplayName = \"a\"\r\nconfig.version=8\r\n", ImageFormat.Vmx)]
    [InlineData(".encoding = \"UTF-8\"\ndisplayName = \"a\"\nencryption.keySafe = \"vmware:key\"\n", ImageFormat.Vmx)]
    [InlineData(".encoding = \"UTF-8\"\nsnapshot.lastUID = \"3\"\n", ImageFormat.Raw)] // a .vmsd
    [InlineData("the config.version = \"8\" of a machine\n", ImageFormat.Raw)]
    [InlineData("\0config.version = \"8\"\nconfig.version = \"8\"\n", ImageFormat.Raw)] // a disk that holds a .vmx
    public void Detect_Text_TellsVmx(string text, ImageFormat expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(expected, FormatDetector.Detect(bytes, bytes));
    }
}
