using Appliance.Runtime.Xl.Hardware;
using Xunit;

namespace Appliance.Runtime.Tests.Hardware;

public sealed class FreeVdevTests
{
    [Theory]
    [InlineData("", "", "xvda")]
    [InlineData("xvda", "", "xvdb")]
    [InlineData("hda hdb", "", "xvdc")]
    [InlineData("sda", "", "xvdb")]
    [InlineData("xvda xvdc", "", "xvdb")]
    [InlineData("xvda", "xvdb", "xvdc")]
    public void Find_TakesTheFirstThatIsFree(string disks, string taken, string expected)
        => Assert.Equal(expected, FreeVdev.Find(Names(disks), taken.Split(' ').Contains));

    [Fact]
    public void Find_GoesOnBeyondTheAlphabet()
        => Assert.Equal("xvdaa", FreeVdev.Find(Names(string.Join(' ', Enumerable.Range('a', 26).Select(letter => $"xvd{(char)letter}"))), _ => false));

    [Fact]
    public void Find_EndsSomewhere() => Assert.Null(FreeVdev.Find([], _ => true));

    private static string[] Names(string vdevs) => vdevs.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
