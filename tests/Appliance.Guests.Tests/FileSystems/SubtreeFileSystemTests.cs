using Appliance.Guests.FileSystems;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems;

public sealed class SubtreeFileSystemTests
{
    private readonly MemoryFileSystem _files = new MemoryFileSystem().With("/@/etc/fstab", "in").With("/etc/fstab", "out");

    [Theory]
    [InlineData("@")]
    [InlineData("/@")]
    [InlineData("/@/")]
    public void Find_Folder_IsTheRoot(string folder)
    {
        using var subtree = new SubtreeFileSystem(_files, folder);

        Assert.Equal(("", FileType.Folder), (subtree.Find("/")!.Name, subtree.Find("/")!.Type));
        Assert.Equal(["etc"], subtree.List("/").Select(node => node.Name));
        using var reader = new StreamReader(subtree.OpenRead("/etc/fstab"));
        Assert.Equal("in", reader.ReadToEnd());
    }

    [Fact]
    public void Find_Root_IsAllOfIt()
    {
        using var subtree = new SubtreeFileSystem(_files, "/");
        Assert.Equal(["@", "etc"], subtree.List("/").Select(node => node.Name).Order());
        Assert.Equal("memory", subtree.Name);
    }

    [Fact]
    public void Write_EveryKind_GoesBelowTheFolder()
    {
        using var subtree = new SubtreeFileSystem(_files, "/@");

        subtree.CreateFolder("/boot", FileRights.Program);
        subtree.CreateLink("/boot/link", "target");
        subtree.Write("/boot/file", new MemoryStream([1]), FileRights.File);
        subtree.SetAttribute("/boot/file", "user.x", [2]);
        subtree.Delete("/etc/fstab");

        Assert.Equal("target", _files.Find("/@/boot/link")?.Target);
        Assert.Equal([2], _files.GetAttribute("/@/boot/file", "user.x"));
        Assert.Null(_files.Find("/@/etc/fstab"));
        Assert.NotNull(_files.Find("/etc/fstab"));
    }

    [Fact]
    public void Delete_ItsRoot_IsRefused()
    {
        using var subtree = new SubtreeFileSystem(_files, "/@");
        Assert.Throws<IOException>(() => subtree.Delete("/"));
    }
}
