using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Appliance.Converter.Preparing.Windows.Drivers;
using Appliance.Formats;
using Appliance.Guests.Inspection;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Converter.Tests.Preparing.Windows;

public sealed class DriverPackTests
{
    private static WindowsSystem System(string architecture = "x86_64", int major = 10, int build = 19045) => new()
    {
        Product = "Windows",
        Major = major,
        Minor = major == 10 ? 0 : 1,
        Build = build,
        SystemRoot = "/Windows",
        ControlSets = [1],
        CurrentControlSet = 1,
        Architecture = architecture,
    };

    private static void AssertWhole(string path)
    {
        IReadOnlyList<DriverPackage> packages = DriverPack.Open(path).For(System());
        Assert.Equal(["xenbus", "xenvbd", "xennet", "xenvif"], packages.Select(package => package.Name));
        Assert.Equal(["xenbus_monitor", "xenbus", "xenfilt"], packages[0].Services.Select(service => service.Name));
        Assert.Equal(["xen.sys", "xenbus.sys", "xenfilt.sys"], packages[0].DriverFiles);
        Assert.Equal("xenbus", packages[0].DeviceService!.Name);
        Assert.Equal(new Version(9, 1, 0, 5), packages[0].Version);
        Assert.Equal([true, true, false, false], packages.Select(package => package.IsBootCritical));
        Assert.True(packages[1].IsForDisks);
        Assert.True(packages[2].IsForNetworks);
        Assert.Equal([@"XENVIF\VEN_XP0001&DEV_NET&REV_0900000B"], packages[2].DeviceIds);
    }

    [Fact]
    public void Open_Folder_AllPackages()
    {
        using var folder = new TemporaryFolder();
        AssertWhole(FakeDriverPack.Write(folder));
    }

    [Fact]
    public void Open_Zip_AllPackages()
    {
        using var folder = new TemporaryFolder();
        ZipFile.CreateFromDirectory(FakeDriverPack.Write(folder), folder["pack.zip"]);
        AssertWhole(folder["pack.zip"]);
    }

    [NeedsToolTheory("tar")]
    [InlineData("pack.tar", "-cf")]
    [InlineData("pack.tar.gz", "-czf")]
    [InlineData("pack.bin", "-czf")]
    public void Open_Tar_AllPackages(string name, string option)
    {
        using var folder = new TemporaryFolder();
        Tool.Run("tar", option, folder[name], "-C", FakeDriverPack.Write(folder), ".");
        AssertWhole(folder[name]);
    }

    [Theory]
    [InlineData("i386", "for x86")]
    [InlineData("x86_64", "for x64")]
    public void For_Processor_ItsFiles(string architecture, string mark)
    {
        using var folder = new TemporaryFolder();
        DriverPackage bus = DriverPack.Open(FakeDriverPack.Write(folder)).For(System(architecture))[0];

        Assert.EndsWith(mark, Encoding.ASCII.GetString(bus.Files["XENBUS.SYS"].Span), StringComparison.Ordinal);
    }

    [Fact]
    public void For_ProcessorThatIsNotThere_Nothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Empty(DriverPack.Open(FakeDriverPack.Write(folder)).For(System("aarch64")));
    }

    [Fact]
    public void For_NoFolderForProcessor_ByTheModelsOfTheInf()
    {
        using var folder = new TemporaryFolder();
        FakeDriverPack.Write(folder);
        Directory.Move(folder["pack/xenbus/x86"], folder["flat"]);

        Assert.Single(DriverPack.Open(folder["flat"]).For(System("i386")));
        Assert.Empty(DriverPack.Open(folder["flat"]).For(System()));
    }

    [Fact]
    public void For_SameDriverTwice_TheNewest()
    {
        using var folder = new TemporaryFolder();
        string pack = FakeDriverPack.Write(folder);
        string older = File.ReadAllText(folder["pack/xenbus/x64/xenbus.inf"]).Replace("9.1.0.5", "8.2.1.0", StringComparison.Ordinal);
        folder.Write("pack/a/x64/xenbus.inf", older);

        Assert.Equal(new Version(9, 1, 0, 5), DriverPack.Open(pack).For(System())[0].Version);
    }

    [Theory]
    [InlineData("../../evil.inf")]
    [InlineData("/etc/evil.inf")]
    [InlineData("a/../../evil.inf")]
    [InlineData(@"a\..\evil.inf")]
    [InlineData("C:evil.inf")]
    [InlineData("a//evil.inf")]
    public void Open_PathOutOfTheZip_IsRefused(string path)
    {
        using var folder = new TemporaryFolder();
        using (ZipArchive archive = ZipFile.Open(folder["evil.zip"], ZipArchiveMode.Create))
        {
            archive.CreateEntry(path);
        }

        Assert.Throws<InvalidImageException>(() => DriverPack.Open(folder["evil.zip"]));
    }

    [Fact]
    public void Open_PathOutOfTheTar_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using (FileStream file = File.Create(folder["evil.tar"]))
        using (var archive = new TarWriter(file))
        {
            archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "../evil.inf"));
        }

        Assert.Throws<InvalidImageException>(() => DriverPack.Open(folder["evil.tar"]));
    }

    [Fact]
    public void Open_FileThatUnpacksWithoutEnd_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using (ZipArchive archive = ZipFile.Open(folder["bomb.zip"], ZipArchiveMode.Create))
        using (Stream content = archive.CreateEntry("bomb.sys").Open())
        {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 80; i++)
            {
                content.Write(zeros);
            }
        }

        Assert.Throws<UnsupportedImageException>(() => DriverPack.Open(folder["bomb.zip"]));
    }

    [Theory]
    [InlineData("PK\u0003\u0004 no more")]
    [InlineData("\u001f no gzip")]
    [InlineData("")]
    public void Open_NoArchive_IsRefused(string content)
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsAny<ImageException>(() => DriverPack.Open(folder.Write("pack.zip", Encoding.Latin1.GetBytes(content))));
    }

    [Fact]
    public void Open_Iso_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UnsupportedImageException>(() => DriverPack.Open(folder.Write("tools.iso", new byte[40000])));

        Assert.Contains("unpack", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoDrivers_SaysWhatToGive()
    {
        using var folder = new TemporaryFolder();
        folder.Write("pack/readme.txt", "nothing");

        Assert.Throws<UnsupportedImageException>(() => DriverPack.Open(folder["pack"]));
    }
}
