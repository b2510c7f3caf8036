using System.Text;
using Appliance.Runtime.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class ConsoleTextTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Add_InPiecesOfAnySize_ShowsLinesWithoutControlSequences(int piece)
    {
        var lines = new List<string>();
        var console = new ConsoleText(["login:", "panic"], lines.Add);
        byte[] said = Encoding.UTF8.GetBytes("\e[2J\e[1;31mStarting\e[0m \e]0;title\asshd\e(B…\r\n\r\n\adone\r\nweb01 lo\e[Kgin: ");

        foreach (byte[] part in said.Chunk(piece))
        {
            console.Add(part);
        }

        Assert.Equal(["Starting sshd…", "done"], lines);
        Assert.True(console.Shows("login:"));
        Assert.False(console.Shows("panic"));
    }

    [Fact]
    public void Add_OfALineWithoutAnEnd_KeepsMemoryInBounds()
    {
        var lines = new List<string>();
        var console = new ConsoleText(["end"], lines.Add);

        for (int i = 0; i < 100; i++)
        {
            console.Add(Enumerable.Repeat((byte)'x', 1000).ToArray());
        }

        Assert.Equal(100_000 / 4096, lines.Count);
        Assert.All(lines, line => Assert.Equal(4096, line.Length));
    }

    [Fact]
    public void Add_OfBytesThatAreNoText_GoesOn()
    {
        var console = new ConsoleText(["login:"]);

        console.Add([0xff, 0xfe, 0x00, 0xc3, (byte)'\n', .. "login:"u8]);

        Assert.True(console.Shows("login:"));
    }
}
