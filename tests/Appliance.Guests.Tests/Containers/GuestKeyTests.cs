using System.Text;
using Appliance.Formats;
using Appliance.Guests.Containers;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Containers;

public sealed class GuestKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData("sec\nret\n\n", "sec\nret\n")]
    [InlineData(" pässwörd ", " pässwörd ")]
    public void Read_Passphrase_IsWithoutTheLastNewline(string content, string key)
        => Assert.Equal(key + "\0", Encoding.UTF8.GetString(GuestKey.Read(_folder.Write("key", content)).Bytes));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("a\0b")]
    public void Read_NoPassphrase_IsRefused(string content)
        => Assert.Throws<UnsupportedImageException>(() => GuestKey.Read(_folder.Write("key", content)));

    [Fact]
    public void Read_HugeFile_IsRefused()
        => Assert.Throws<UnsupportedImageException>(() => GuestKey.Read(_folder.Write("key", new string('x', 8193))));
}
