using Appliance.Guests.Inspection.Software;
using Xunit;

namespace Appliance.Builder.Tests.Trust;

public sealed class DpkgStatusTests
{
    [Fact]
    public void Parse_PackageRemovedButForItsConfiguration_LeavesItOut()
        => Assert.Equal(["base-files", "libstdc++6"], DpkgStatus.Parse(TrustBench.Status).Select(package => package.Name));

    [Fact]
    public void Parse_SourceWithVersionOfItsOwn_TellsBoth()
    {
        InstalledPackage package = DpkgStatus.Parse(TrustBench.Status)[1];

        Assert.Equal(("gcc-12", "12.2.0-14", "12.2.0-14+deb12u1"), (package.Source, package.SourceVersion, package.Version));
    }

    [Fact]
    public void Parse_NoSource_IsItsOwn()
    {
        InstalledPackage package = DpkgStatus.Parse(TrustBench.Status)[0];

        Assert.Equal(("base-files", "1:12.4"), (package.Source, package.SourceVersion));
    }

    [Fact]
    public void Read_NoDatabase_TellsThatThereIsNone()
        => Assert.Null(InstalledSoftware.Read(path => path == "/etc/os-release" ? "ID=nixos\n" : null).Packages);
}
