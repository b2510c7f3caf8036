using Appliance.Converter.Differing;
using Appliance.Guests.Inspection.Software;
using Xunit;

namespace Appliance.Converter.Tests.Differing;

public sealed class SoftwareDifferTests
{
    [Fact]
    public void Compare_AddedRemovedAndChanged_TellsEachByName()
        => Assert.Equal(
            [new PackageDifference("a", "all", "1", null), new PackageDifference("b", "all", "1", "2"), new PackageDifference("d", "all", null, "1")],
            SoftwareDiffer.Compare(Debian(("a", "1"), ("b", "1"), ("c", "1")), Debian(("b", "2"), ("c", "1"), ("d", "1"))));

    [Fact]
    public void Compare_OneArchitectureOfTwoChanged_TellsThatOne()
    {
        InstalledSoftware both = Debian() with { Packages = [new("c", "1", "amd64"), new("c", "1", "i386")] };
        InstalledSoftware changed = Debian() with { Packages = [new("c", "1", "amd64"), new("c", "2", "i386")] };

        Assert.Equal([new PackageDifference("c", "i386", "1", "2")], SoftwareDiffer.Compare(both, changed));
    }

    [Fact]
    public void Compare_NoDatabaseOnEitherSide_FindsNothing()
        => Assert.Empty(SoftwareDiffer.Compare(Debian() with { Packages = null }, Debian() with { Packages = null }));

    private static InstalledSoftware Debian(params (string Name, string Version)[] packages)
        => new("debian", "12", [.. packages.Select(package => new InstalledPackage(package.Name, package.Version, "all"))]);
}
