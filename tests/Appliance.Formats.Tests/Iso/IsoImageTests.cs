using System.Text;
using Appliance.Formats.Iso;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Iso;

/// <summary>Images of CDs with one file, as other programs read them.</summary>
public sealed class IsoImageTests
{
    private const string Label = "OVF ENV";
    private const string File = "ovf-env.xml";

    private static readonly DateTimeOffset Time = new(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [NeedsToolFact("isoinfo")]
    public void Write_Volume_IsOneOfJolietWithItsLabel()
    {
        string said = Isoinfo("-d");
        Assert.Contains($"Volume id: {Label}\n", said, StringComparison.Ordinal);
        Assert.Contains("Joliet with UCS level 3 found", said, StringComparison.Ordinal);
        Assert.Contains("Logical block size is: 2048\nVolume size is: 26\n", said, StringComparison.Ordinal);
    }

    [NeedsToolFact("isoinfo")]
    public void Write_File_HasItsNameAndTimeInBothTrees()
    {
        Assert.Contains("5 Feb  3 2001 [     25 00]  OVF-ENV.XML;1", Isoinfo("-l"), StringComparison.Ordinal);
        Assert.Contains("5 Feb  3 2001 [     25 00]  ovf-env.xml", Isoinfo("-l", "-J"), StringComparison.Ordinal);
    }

    [NeedsToolTheory("7z")]
    [InlineData(0)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(100_000)]
    public void Write_Content_IsReadByOthers(int length)
    {
        byte[] content = TestDisk.RandomBytes(length, seed: 3);
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllBytes(folder["image.iso"], IsoImage.Write(Label, File, content, Time));
        Tool.Run("7z", "x", $"-o{folder.Path}", folder["image.iso"]);
        Assert.Equal(content, System.IO.File.ReadAllBytes(folder[File]));
    }

    [NeedsToolFact("blkid")]
    public void Write_Volume_IsFoundByItsLabel()
        => Assert.Equal($"iso9660 {Label}\n", WithImage(image => $"{Tool.Run("blkid", "-p", "-s", "TYPE", "-o", "value", image).TrimEnd()} {Tool.Run("blkid", "-p", "-s", "LABEL", "-o", "value", image)}"));

    [Fact]
    public void Write_Twice_GivesTheSameBytes() => Assert.Equal(Image(), Image());

    [Theory]
    [InlineData("", File)]
    [InlineData("a label that is too long", File)]
    [InlineData(Label, "a-long-file-name.xml")]
    [InlineData(Label, "\u00e4.xml")]
    public void Write_NamesThatNoCdHas_AreRefused(string label, string file)
        => Assert.Throws<ArgumentException>(() => IsoImage.Write(label, file, [], Time));

    private static byte[] Image() => IsoImage.Write(Label, File, Encoding.ASCII.GetBytes("hello"), Time);

    private static string Isoinfo(params string[] arguments) => WithImage(image => Tool.Run("isoinfo", [.. arguments, "-i", image]));

    private static string WithImage(Func<string, string> read)
    {
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllBytes(folder["image.iso"], Image());
        return read(folder["image.iso"]);
    }
}
