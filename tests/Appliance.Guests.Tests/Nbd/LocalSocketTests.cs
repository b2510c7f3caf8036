using Appliance.Guests.Nbd;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Nbd;

public sealed class LocalSocketTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(1)]
    public void Listen_WhereNoSocketCanBe_TellsTheWayOut(int length)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder[new string('x', length)], "socket");

        Assert.Contains("set TMPDIR", Assert.Throws<IOException>(() => LocalSocket.Listen(path)).Message, StringComparison.Ordinal);
    }
}
