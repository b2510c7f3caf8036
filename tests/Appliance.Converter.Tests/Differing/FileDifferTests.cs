using System.Security.Cryptography;
using System.Text;
using Appliance.Converter.Differing;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Converter.Tests.Differing;

public sealed class FileDifferTests
{
    [Fact]
    public void Compare_SameFiles_FindsNothing() => Assert.Empty(Compare(Files(), Files()));

    [Fact]
    public void Compare_FileAdded_TellsWhatItIs()
    {
        FileDifference difference = Assert.Single(Compare(Files(), Files().With("/etc/motd", "hello")));

        Assert.Equal(("/etc/motd", null, 5L), (difference.Path, difference.Old, difference.New!.Size));
    }

    [Fact]
    public void Compare_FileRemoved_TellsWhatItWas() => Assert.Null(Assert.Single(Compare(Files().With("/etc/motd", "hello"), Files())).New);

    [Fact]
    public void Compare_OtherBytesOfTheSameLength_TellsBothDigests()
    {
        FileDifference difference = Assert.Single(Compare(Files(), Files().With("/etc/hostname", "wex\n")));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("web\n"u8)), difference.Old!.Digest);
        Assert.NotEqual(difference.Old.Digest, difference.New!.Digest);
    }

    [Fact]
    public void Compare_OtherRights_TellsBoth()
    {
        MemoryFileSystem changed = Files();
        changed.Delete("/etc/hostname");
        changed.Write("/etc/hostname", new MemoryStream(Encoding.UTF8.GetBytes("web\n")), new FileRights(0x180, 33, 34));

        FileDifference difference = Assert.Single(Compare(Files(), changed));

        Assert.Equal(("0644", "0600", 33u, 34u), (difference.Old!.Mode, difference.New!.Mode, difference.New.Owner, difference.New.Group));
        Assert.Equal(difference.Old.Digest, difference.New.Digest);
    }

    [Fact]
    public void Compare_LinkLeadsElsewhere_IsTold()
        => Assert.Equal("/b", Assert.Single(Compare(Files().WithLink("/link", "/a"), Files().WithLink("/link", "/b"))).New!.Target);

    [Fact]
    public void Compare_FileBecameALink_IsTold()
        => Assert.Equal(FileType.Link, Assert.Single(Compare(Files().With("/x", "1"), Files().WithLink("/x", "1"))).New!.Type);

    // What a link leads to is compared where it is, once.
    [Fact]
    public void Compare_LinkToItsOwnFolder_Ends() => Assert.Empty(Compare(Files().WithLink("/etc/loop", "/etc"), Files().WithLink("/etc/loop", "/etc")));

    private static MemoryFileSystem Files() => new MemoryFileSystem().With("/etc/hostname", "web\n").WithFolder("/var/empty");

    private static IReadOnlyList<FileDifference> Compare(MemoryFileSystem old, MemoryFileSystem next)
    {
        using GuestTree before = new(old), after = new(next);
        return new FileDiffer(before, after).Compare(CancellationToken.None);
    }
}
