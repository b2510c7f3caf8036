using System.Text;
using Appliance.Formats;
using Appliance.Guests.Trees;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Trees;

public sealed class GuestTreeTests
{
    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/out/etc/passwd")]
    [InlineData("/../../etc/passwd")]
    [InlineData("/etc/../etc/./passwd")]
    [InlineData("/up")]
    [InlineData("/relative")]
    [InlineData("/twice")]
    [InlineData("/folder/back/etc/passwd")]
    public void Find_LinksAndDots_StayInTheGuest(string path)
    {
        using var tree = new GuestTree(new MemoryFileSystem()
            .With("/etc/passwd", "the guest's")
            .WithLink("/out", "/../..")
            .WithLink("/up", "../../../../etc/passwd")
            .WithLink("/relative", "etc/passwd")
            .WithLink("/twice", "relative")
            .WithLink("/folder/back", "../folder/.."));

        Assert.Equal("the guest's", Read(tree, path));
        Assert.Equal("/etc/passwd", tree.RealPath(path));
    }

    [Theory]
    [InlineData("/missing")]
    [InlineData("/missing/../etc/passwd")]
    [InlineData("/etc/passwd/..")]
    [InlineData("/etc/passwd/x")]
    [InlineData("/nowhere")]
    [InlineData("/nowhere/x")]
    public void Find_NothingThere_IsNull(string path)
    {
        using var tree = new GuestTree(new MemoryFileSystem().With("/etc/passwd", "").WithLink("/nowhere", "/gone"));
        Assert.Null(tree.Find(path));
        Assert.Null(tree.OpenRead(path));
        Assert.Empty(tree.List(path));
    }

    [Theory]
    [InlineData("/self")]
    [InlineData("/a")]
    [InlineData("/grows")]
    public void Find_LinksInACircle_IsNull(string path)
    {
        using var tree = new GuestTree(new MemoryFileSystem()
            .WithLink("/self", "self").WithLink("/a", "/b").WithLink("/b", "/a").WithLink("/grows", "grows/x/y/z"));
        Assert.Null(tree.Find(path));
        Assert.Null(tree.RealPath(path + "/x"));
        Assert.Throws<IOException>(() => tree.Write(path, "x"u8));
    }

    [Fact]
    public void FindLink_Link_IsTheLinkItself()
    {
        using var tree = new GuestTree(new MemoryFileSystem().WithLink("/lib/os", "../gone").WithLink("/short", "/lib"));
        Assert.Equal("../gone", tree.FindLink("/short/os")?.Target);
    }

    [Fact]
    public void Mount_OverAFolder_ShowsWhatIsMounted()
    {
        using GuestTree tree = WithBoot(out _);

        Assert.Equal("kernel", Read(tree, "/boot/vmlinuz"));
        Assert.Equal("kernel", Read(tree, "/link/vmlinuz"));
        Assert.Equal("efi", Read(tree, "/boot/efi/x"));
        Assert.Equal("root", Read(tree, "/boot/efi/../../boot-file"));
        Assert.Null(tree.Find("/boot/hidden"));
        Assert.Equal(["efi", "out", "vmlinuz"], tree.List("/boot").Select(node => node.Name));
    }

    [Fact]
    public void Find_LinkOutOfAMount_IsOfTheWholeTree()
    {
        using GuestTree tree = WithBoot(out _);
        Assert.Equal("root", Read(tree, "/boot/out"));
    }

    [Fact]
    public void Write_BelowAMount_GoesThere()
    {
        using GuestTree tree = WithBoot(out MemoryFileSystem boot);

        tree.Write("/link/new/file", "content"u8);

        Assert.Equal("content", boot.Text("/new/file"));
        Assert.Equal(("/boot/new/file", ChangeKind.Created), (tree.Changes[0].Path, tree.Changes[0].Kind));
    }

    [Fact]
    public void Write_ContentAsItIs_IsNoChange()
    {
        var files = new MemoryFileSystem().With("/etc/fstab", "same");
        using var tree = new GuestTree(files);

        tree.Write("/etc/fstab", "same"u8);

        Assert.Empty(tree.Changes);
    }

    [Fact]
    public void Write_OtherContent_IsRecordedWithBothDigests()
    {
        using var tree = new GuestTree(new MemoryFileSystem().With("/etc/real", "old").WithLink("/etc/fstab", "real"));

        tree.Write("/etc/fstab", "new"u8);

        FileChange change = Assert.Single(tree.Changes);
        Assert.Equal(("/etc/real", ChangeKind.Changed), (change.Path, change.Kind));
        Assert.Equal(Digest("old"), change.OldDigest);
        Assert.Equal(Digest("new"), change.NewDigest);
        Assert.Equal("real", tree.FindLink("/etc/fstab")?.Target);
    }

    [Theory]
    [InlineData("/folder")]
    [InlineData("/nowhere")]
    [InlineData("/file/below")]
    public void Write_WhereNoFileCanBe_IsRefused(string path)
    {
        using var tree = new GuestTree(new MemoryFileSystem().WithFolder("/folder").WithLink("/nowhere", "/gone").With("/file", ""));
        Assert.Throws<IOException>(() => tree.Write(path, "x"u8));
        Assert.Empty(tree.Changes);
    }

    [Fact]
    public void Write_OverAFileOfMoreThanCanBeRead_IsRefused()
    {
        using var tree = new GuestTree(new MemoryFileSystem().With("/boot/initrd", new byte[(512 << 20) + 1]));
        Assert.Contains("has 536870913 bytes", Assert.Throws<UnsupportedImageException>(() => tree.Write("/boot/initrd", "x"u8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_InPlaceOfAFile_IsRecordedOnce()
    {
        using var tree = new GuestTree(new MemoryFileSystem().With("/etc/file", "old"));

        tree.Link("/etc/file", "target");
        tree.Link("/etc/file", "target");

        FileChange change = Assert.Single(tree.Changes);
        Assert.Equal((ChangeKind.Linked, Digest("old")), (change.Kind, change.OldDigest));
        Assert.Equal("target", tree.FindLink("/etc/file")?.Target);
    }

    [Fact]
    public void Delete_Link_LeavesWhereItPoints()
    {
        using var tree = new GuestTree(new MemoryFileSystem().With("/file", "kept").WithLink("/link", "file"));

        tree.Delete("/link");
        tree.Delete("/link");

        Assert.True(tree.HasFile("/file"));
        Assert.Equal(("/link", ChangeKind.Deleted), (Assert.Single(tree.Changes).Path, tree.Changes[0].Kind));
    }

    [Fact]
    public void ReadBytes_LargerThanAllowed_IsRefused()
    {
        using var tree = new GuestTree(new MemoryFileSystem().With("/file", new byte[11]));
        Assert.Throws<UnsupportedImageException>(() => tree.ReadBytes("/file", 10));
    }

    [Fact]
    public void Flush_SeveralMounts_ReachesAll()
    {
        using GuestTree tree = WithBoot(out MemoryFileSystem boot);
        tree.Flush();
        Assert.Equal((1, 1), (boot.Flushes, ((MemoryFileSystem)tree.Root).Flushes));
    }

    private static GuestTree WithBoot(out MemoryFileSystem boot)
    {
        boot = new MemoryFileSystem().With("/vmlinuz", "kernel").WithFolder("/efi").WithLink("/out", "/boot-file");
        var tree = new GuestTree(new MemoryFileSystem().With("/boot/hidden", "").With("/boot-file", "root").WithLink("/link", "boot"));
        tree.Mount("/boot", boot);
        tree.Mount("/boot/efi", new MemoryFileSystem().With("/x", "efi"));
        return tree;
    }

    private static string Read(GuestTree tree, string path) => Encoding.UTF8.GetString(tree.ReadBytes(path, 1000)!);

    private static string Digest(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
