using System.Diagnostics;
using Appliance.Guests.Native;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Native;

public sealed class ProgramsTests
{
    [Fact]
    public void Start_ProgramThatMayNotRun_NamesItsPackage()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(folder.Write("program", "text")) { UseShellExecute = false };

        Assert.Equal("package", Assert.Throws<MissingToolException>(() => Programs.Start(start, "package", "to test")).Package);
    }
}
