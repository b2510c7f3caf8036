using Appliance.Runtime.Consoles;
using Xunit;

namespace Appliance.Runtime.Tests.Consoles;

public sealed class PromptReaderTests
{
    [Theory]
    [InlineData("Debian GNU/Linux 12 web01 hvc0\n\nweb01 login: ", "Login")]
    [InlineData("web01 login: [   12.345678] random: crng init done\n", "Login")]
    [InlineData("web01 login: tester\nPassword: ", "Password")]
    [InlineData("Last login: Mon Nov 30 00:00:00 on hvc0\nroot@web01:~# ", "Shell")]
    [InlineData("Last login:", "None")]
    [InlineData("[  OK  ] Started ssh.service", "None")]
    [InlineData("", "None")]
    public void Read_TellsWhatAConsoleWaitsFor(string said, string expected) => Assert.Equal(expected, $"{PromptReader.Read(said)}");
}
