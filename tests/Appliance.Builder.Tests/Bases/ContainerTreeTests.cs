using System.Text;
using System.Text.Json.Nodes;
using Appliance.Builder.Bases;
using Appliance.Builder.Bases.Containers;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Testing;
using Xunit;
using static Appliance.Builder.Tests.Bases.ImageWriter;

namespace Appliance.Builder.Tests.Bases;

/// <summary>Layers of container images lie over each other as their specification says, and what is broken is told.</summary>
public sealed class ContainerTreeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_FileOfAnUpperLayer_TakesThePlaceOfTheLower()
    {
        RootTree tree = await ReadAsync(new ImageWriter().Layer(Text("etc/motd", "lower"), Text("etc/kept", "kept")).Layer(Text("etc/motd", "upper")).AsOci());
        Assert.Equal("upper", tree.ReadText("/etc/motd"));
        Assert.Equal("kept", tree.ReadText("/etc/kept"));
    }

    [Fact]
    public async Task Read_Whiteout_TakesAwayWhatLiesBelow_AndNotWhatIsInItsLayer()
    {
        RootTree tree = await ReadAsync(new ImageWriter().Layer(Folder("a"), Text("a/old"), Text("b")).Layer(Folder("a"), Text("a/new"), Text(".wh.a"), Text(".wh.b")).AsOci());
        Assert.Equal(["new"], tree.List("/a"));
        Assert.Null(tree.Find("/b"));
        Assert.DoesNotContain(tree.Nodes, node => node.Key.Contains(".wh.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_OpaqueFolder_HasOnlyWhatItsOwnLayerHas(bool comesFirst)
    {
        ImageWriter image = new ImageWriter().Layer(Folder("a"), Text("a/old"), Folder("a/deep"), Text("a/deep/old"));
        image = comesFirst ? image.Layer(Folder("a"), Text("a/.wh..wh..opq"), Text("a/deep/new")) : image.Layer(Folder("a"), Text("a/deep/new"), Text("a/.wh..wh..opq"));
        RootTree tree = await ReadAsync(image.AsOci());
        Assert.Equal(["deep"], tree.List("/a"));
        Assert.Equal(["new"], tree.List("/a/deep"));
    }

    [Fact]
    public async Task Read_OpaqueFolderInThePlaceOfALink_LeavesWhereThatLed()
    {
        RootTree tree = await ReadAsync(new ImageWriter().Layer(Folder("usr"), Folder("usr/bin"), Text("usr/bin/sh"), Link("bin", "usr/bin")).Layer(Folder("bin"), Text("bin/.wh..wh..opq"), Text("bin/new")).AsOci());
        Assert.Equal(["sh"], tree.List("/usr/bin"));
        Assert.Equal(["new"], tree.List("/bin"));
    }

    [Fact]
    public async Task Read_FileBehindALinkOfALowerLayer_LandsWhereThatLeadsWithinTheTree()
    {
        RootTree tree = await ReadAsync(new ImageWriter().Layer(Folder("usr"), Folder("usr/bin"), Link("bin", "/../../usr/bin")).Layer(Text("bin/new", "here")).AsOci());
        Assert.Equal("here", tree.ReadText("/usr/bin/new"));
        Assert.Equal(FileType.Link, tree.Find("/bin")!.Type);
    }

    [Fact]
    public async Task Read_OtherNameOfAFileThatAnUpperLayerReplaces_KeepsItsContent()
    {
        RootTree tree = await ReadAsync(new ImageWriter().Layer(Text("a", "same"), OtherName("b", "a"), OtherName("c", "a")).Layer(Text("a", "other")).AsOci());
        Assert.Equal("other", tree.ReadText("/a"));
        Assert.Equal("same", tree.ReadText("/c"));
        Assert.Equal("/b", tree.Find("/c")!.OtherName);
    }

    [Fact]
    public async Task Read_FoldersThatOnlyAContainerIsGiven_AreMade()
    {
        RootTree tree = await ReadAsync(new ImageWriter().Layer(Text("a")).AsOci());
        Assert.Equal(["a", "dev", "proc", "run", "sys", "tmp"], tree.List("/"));
        Assert.Equal(0x3FF, tree.Find("/tmp")!.Rights.Mode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Read_CompressedLayers_AreUnpacked(string program)
    {
        var image = new ImageWriter { Compress = content => program == "gzip" ? Gzip(content) : Zstd(content) };
        Assert.Equal("text", (await ReadAsync(image.Layer(Text("a", "text")).AsOci())).ReadText("/a"));
    }

    [Fact]
    public async Task Read_DockerArchiveThatIsCompressed_IsRead()
    {
        string path = new ImageWriter().Layer(Text("a", "lower")).Layer(Text("a", "upper")).AsDocker().WriteTo(_folder["web.tar"]);
        File.WriteAllBytes(_folder["web.tar.gz"], Gzip(File.ReadAllBytes(path)));
        Assert.Equal("upper", (await ReadAsync(_folder["web.tar.gz"])).ReadText("/a"));
    }

    [Fact]
    public async Task Read_Folder_IsReadAsWell_ButNotThroughLinks()
    {
        string path = new ImageWriter().Layer(Text("a", "text")).AsOci().WriteToFolder(_folder, "web");
        Assert.Equal("text", (await ReadAsync(path)).ReadText("/a"));
        Directory.Move(Path.Combine(path, "blobs"), _folder["outside"]);
        Directory.CreateSymbolicLink(Path.Combine(path, "blobs"), _folder["outside"]);
        Assert.Contains("is not in it", (await Assert.ThrowsAsync<InvalidImageException>(() => ReadAsync(path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FolderWhoseListNamesAZero_TellsThatItIsNotThere()
    {
        _folder.Write("image/manifest.json", "[{\"Config\":\"a\\u0000b\",\"Layers\":[]}]");
        Assert.Contains("is not in it", (await Assert.ThrowsAsync<InvalidImageException>(() => ReadAsync(_folder["image"]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ImageOfSeveralPlatforms_TakesTheOneForXen()
    {
        ImageWriter other = new ImageWriter { Architecture = "arm64" }.Layer(Text("a", "arm")).AsOci(new JsonObject { ["os"] = "linux", ["architecture"] = "arm64" });
        var image = new ImageWriter();
        other.Files.ToList().ForEach(file => image.Files[file.Key] = file.Value);
        Assert.Equal("x86", (await ReadAsync(image.Layer(Text("a", "x86")).AsOci())).ReadText("/a"));
        var error = await Assert.ThrowsAsync<UnsupportedImageException>(() => ReadAsync(other));
        Assert.Equal("web.tar: has no image for linux/amd64; it has linux/arm64", error.Message);
    }

    [Fact]
    public async Task Read_SeveralImages_AreRefused()
    {
        Assert.Contains("has 2 images", (await Assert.ThrowsAsync<UnsupportedImageException>(() => ReadAsync(new ImageWriter().Layer(Text("a")).AsDocker(images: 2)))).Message, StringComparison.Ordinal);
        Assert.Contains("has 2 images", (await Assert.ThrowsAsync<UnsupportedImageException>(() => ReadAsync(new ImageWriter().Layer(Text("a")).AsOci().Layer(Text("b")).AsOci()))).Message, StringComparison.Ordinal);
    }

    /// <summary>What is done to an image, and what is said of it.</summary>
    [Theory]
    [InlineData("no documents", "is no container image")]
    [InlineData("index that is no JSON", "index.json is no such document")]
    [InlineData("index that is empty", "has an index without manifests")]
    [InlineData("blob that is gone", "is not in it")]
    [InlineData("blob that is cut off", "bytes, and")]
    [InlineData("blob that is another", "is not what its digest says")]
    [InlineData("document that is another", "is not what its digest says")]
    [InlineData("digest that is a path", "is no SHA-256 digest")]
    [InlineData("path out", "../../etc/passwd leads out of it")]
    [InlineData("name of nothing", "a is another name of b, which is not there")]
    [InlineData("file in a file", "is no folder, and something lies in it")]
    [InlineData("content digest", "does not unpack to what its digest says")]
    [InlineData("layer that is no archive", "there is no tar header")]
    [InlineData("layer that is damaged", "layer 1: is damaged")]
    [InlineData("layer that is a bomb", "unpacks to more than 1 MiB")]
    public async Task Read_BrokenImage_TellsHow(string fault, string expected)
    {
        var error = await Assert.ThrowsAnyAsync<ImageException>(() => ReadAsync(Break(fault)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static ImageWriter Break(string fault)
    {
        var image = new ImageWriter { Compress = fault == "layer that is a bomb" ? Gzip : fault == "layer that is damaged" ? content => [.. Gzip(content)[..^12], .. new byte[12]] : content => content };
        image = fault switch
        {
            "path out" => image.Layer(Text("../../etc/passwd")),
            "name of nothing" => image.Layer(OtherName("a", "b")),
            "file in a file" => image.Layer(Text("a"), Text("a/b")),
            "layer that is no archive" => image.Layer(Encoding.UTF8.GetBytes(new string('x', 2000))),
            "layer that is a bomb" => image.Layer(Text("a", new string('x', 2 << 20))),
            _ => image.Layer(Text("a", "text")),
        };
        image = fault == "content digest" ? image.AsDocker() : image.AsOci();
        string layer = image.Files.Keys.FirstOrDefault(name => fault == "document that is another" ? name.StartsWith("blobs/", StringComparison.Ordinal) && image.Files[name][0] == '{' : image.Files[name].Length > 1000 || name == "0/layer.tar") ?? "";
        switch (fault)
        {
            case "no documents": image.Files.Clear(); break;
            case "index that is no JSON": image.Files["index.json"] = "{"u8.ToArray(); break;
            case "index that is empty": image.Files["index.json"] = "{}"u8.ToArray(); break;
            case "digest that is a path": image.Files["index.json"] = "{\"manifests\":[{\"digest\":\"sha256:../../index.json\"}]}"u8.ToArray(); break;
            case "blob that is gone": image.Files.Remove(layer); break;
            case "blob that is cut off": image.Files[layer] = image.Files[layer][..^1]; break;
            case "blob that is another" or "document that is another" or "content digest": image.Files[layer][^1] ^= 1; break;
        }

        return image;
    }

    private static byte[] Zstd(byte[] content)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", content);
        Tool.Run("zstd", "-q", folder["a"]);
        return File.ReadAllBytes(folder["a.zst"]);
    }

    private Task<RootTree> ReadAsync(ImageWriter image) => ReadAsync(image.WriteTo(_folder["web.tar"]));

    private Task<RootTree> ReadAsync(string path) => new ContainerTree(new Unpacker(_folder.Path, 1 << 20), now: 2000).ReadAsync(path, default);
}
