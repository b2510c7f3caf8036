using System.Security.Cryptography;
using System.Text;
using Appliance.Formats.Ovf;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Ovf.Packages;

public sealed class ManifestTests
{
    private const string Digest = "6e9c7eb49cc9f2efbf7411caf18933ae502528857fb25ef83ade8a019ac365cf";

    [Theory]
    [InlineData($"SHA256(disk.vmdk)= {Digest}\n", "disk.vmdk")]
    [InlineData($"SHA256 (disk.vmdk) = {Digest}\n", "disk.vmdk")]
    [InlineData($"SHA2-256(disk.vmdk)= {Digest}\n", "disk.vmdk")]
    [InlineData($"SHA-256(disk.vmdk)={Digest}", "disk.vmdk")]
    [InlineData($"sha256(disk.vmdk)= {Digest}\r\n\r\n", "disk.vmdk")]
    [InlineData($"\uFEFFSHA256(disk.vmdk)= {Digest}\n", "disk.vmdk")]
    [InlineData($"SHA256(my disk (1) = old.vmdk)= {Digest}\n", "my disk (1) = old.vmdk")]
    [InlineData($"SHA256(./sub/disk.vmdk)= {Digest}\n", "sub/disk.vmdk")]
    public void Parse_AnySpelling_GivesTheEntry(string text, string name)
    {
        ManifestEntry entry = Assert.Single(Manifest.Parse(Encoding.UTF8.GetBytes(text), "a.mf").Entries);

        Assert.Equal(new ManifestEntry(name, HashAlgorithmName.SHA256, Digest), entry);
    }

    [Theory]
    [InlineData("SHA1", 40)]
    [InlineData("SHA256", 64)]
    [InlineData("SHA384", 96)]
    [InlineData("SHA512", 128)]
    public void Parse_EachAlgorithm_IsKnown(string algorithm, int digits)
        => Assert.Equal(algorithm, Assert.Single(Manifest.Parse(Encoding.UTF8.GetBytes($"{algorithm}(a)= {new string('A', digits)}"), "a.mf").Entries).Algorithm.Name);

    [Theory]
    [InlineData("garbage line")]
    [InlineData($"MD5(disk.vmdk)= 0123456789abcdef0123456789abcdef")]
    [InlineData($"SHA1(disk.vmdk)= {Digest}")]
    [InlineData($"SHA256(disk.vmdk)= {Digest}00")]
    [InlineData($"SHA256(disk.vmdk)=")]
    [InlineData($"SHA256(disk.vmdk= {Digest}")]
    [InlineData($"SHA256)disk.vmdk(= {Digest}")]
    [InlineData($"SHA256(disk.vmdk)= {Digest} x")]
    [InlineData("()=")]
    public void Parse_NoEntry_IsRefusedWithItsLine(string line)
    {
        byte[] text = Encoding.UTF8.GetBytes($"SHA256(a)= {Digest}\n\n{line}\n");

        InvalidImageException e = Assert.Throws<InvalidImageException>(() => Manifest.Parse(text, "a.mf"));

        Assert.Equal("a.mf", e.File);
        Assert.StartsWith("line 3 ", e.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../disk.vmdk")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public void Parse_NameOutsideOfThePackage_IsRefused(string name)
        => Assert.Throws<InvalidImageException>(() => Manifest.Parse(Encoding.UTF8.GetBytes($"SHA256({name})= {Digest}\n"), "a.mf"));

    [Fact]
    public void Parse_TwoDigestsOfOneKind_AreRefused()
        => Assert.Throws<InvalidImageException>(
            () => Manifest.Parse(Encoding.UTF8.GetBytes($"SHA256(a)= {Digest}\nSHA256(a)= {new string('0', 64)}\n"), "a.mf"));

    [Fact]
    public void Parse_DigestsOfTwoKinds_KeepsTheLonger()
    {
        Manifest manifest = Manifest.Parse(Encoding.UTF8.GetBytes($"SHA256(a)= {Digest}\nSHA1(a)= {new string('0', 40)}\n"), "a.mf");

        Assert.Equal(HashAlgorithmName.SHA256, Assert.Single(manifest.Entries).Algorithm);
    }

    [Fact]
    public void Parse_RandomBytes_GivesAnImageExceptionOrAManifest()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes($"SHA256(a)= {Digest}\nSHA256(b)= {Digest}\n");
            TestDisk.RandomBytes(3, seed).CopyTo(bytes, seed % (bytes.Length - 3));
            Exception? e = Record.Exception(() => Manifest.Parse(bytes, "a.mf"));
            Assert.True(e is null or InvalidImageException, e?.ToString());
        }
    }

    [Fact]
    public void Write_Entries_UsesTheSpellingThatAllTake()
        => Assert.Equal($"SHA256(a b.ovf)= {Digest}\n", Encoding.UTF8.GetString(Manifest.Write([new ManifestEntry("a b.ovf", HashAlgorithmName.SHA256, Digest)])));

    [NeedsToolFact("sha256sum")]
    public void Write_TwoFiles_IsConfirmedBySha256sum()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.RandomBytes(1000);
        folder.Write("a", content);

        folder.Write("a.mf", Manifest.Write([new ManifestEntry("a", HashAlgorithmName.SHA256, Convert.ToHexStringLower(SHA256.HashData(content)))]));

        // sha256sum knows the BSD spelling only: one blank before the name and one before the equals sign.
        Tool.Run("sh", "-c", $"cd '{folder.Path}' && sed 's/^SHA256(\\(.*\\))= /SHA256 (\\1) = /' a.mf | sha256sum --check --strict");
    }
}
