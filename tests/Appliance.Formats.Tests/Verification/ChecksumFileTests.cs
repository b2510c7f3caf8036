using System.Text;
using Appliance.Formats.Verification;
using Xunit;

namespace Appliance.Formats.Tests.Verification;

public sealed class ChecksumFileTests
{
    private const string Digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Theory]
    [InlineData($"{Digest} a")] // one blank
    [InlineData($"{Digest}  ")] // no name
    [InlineData("00112233  a")] // short
    [InlineData($"{Digest}  ../a")]
    [InlineData($"{Digest}  /a")]
    [InlineData($"{Digest}  a\n{Digest}  a")]
    public void Parse_Broken_IsRefused(string text) => Assert.Throws<InvalidImageException>(() => ChecksumFile.Parse(Encoding.UTF8.GetBytes(text), "x"));

    [Fact]
    public void Parse_BinaryMark_IsTaken() => Assert.Equal(Digest, ChecksumFile.Parse(Encoding.UTF8.GetBytes($"{Digest.ToUpperInvariant()} *a b\n"), "x")["a b"]);

    [Fact]
    public void Write_AnyOrder_GivesThatOfNames()
        => Assert.Equal($"{Digest}  a\n{Digest}  b\n", Encoding.UTF8.GetString(ChecksumFile.Write([new("b", Digest), new("a", Digest)])));
}
