using System.Text;
using System.Text.Json.Nodes;
using Appliance.Builder.Bases;
using Appliance.Builder.Bases.Containers;
using Appliance.Builder.Trees;
using Appliance.Guests.FileSystems;
using Appliance.Testing;
using Xunit;
using static Appliance.Builder.Tests.Bases.ImageWriter;

namespace Appliance.Builder.Tests.Bases;

/// <summary>umoci unpacks an image to the same tree.</summary>
public sealed class UmociTests
{
    [NeedsToolFact("umoci", "find")]
    public async Task Read_ImageWithAllThatLayersDo_IsWhatUmociUnpacks()
    {
        using var folder = new TemporaryFolder();
        ImageWriter image = new ImageWriter { Compress = Gzip }
            .Layer(Folder("etc"), Text("etc/a", "1"), Text("etc/b", "2"), Folder("usr"), Folder("usr/lib"), Link("lib", "usr/lib"), Text("usr/lib/x", "x"), Folder("gone"), Text("gone/deep"), Folder("opaque"), Text("opaque/old"), Text("file"), Folder("folder"), Text("folder/in"))
            .Layer(Text("etc/a", "changed"), OtherName("etc/c", "etc/b"), Text("lib/y", "y"), Text(".wh.gone"), Folder("opaque"), Text("opaque/.wh..wh..opq"), Text("opaque/new"), Folder("file"), Text("file/in"), Text("folder"))
            .Layer(Text("etc/.wh.b"), Text("usr/lib/x", "again"), Link("opaque/link", "/etc/a"));
        image.AsOci();
        string layout = image.WriteToFolder(folder, "layout");
        File.WriteAllText(Path.Combine(layout, "index.json"), WithMediaTypes(image, layout));
        Tool.Run("umoci", "unpack", "--rootless", "--image", $"{layout}:web", folder["bundle"]);
        RootTree tree = await new ContainerTree(new Unpacker(folder.Path, 1 << 20), now: 2000).ReadAsync(layout, default);
        string root = folder["bundle/rootfs"];
        string[] mounts = ["/", "/dev", "/proc", "/run", "/sys", "/tmp"];
        Assert.Equal(
            Tool.Run("find", root, "-mindepth", "1").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(path => $"{path[root.Length..]} {Describe(path)}").Order(StringComparer.Ordinal),
            tree.Nodes.Where(node => !mounts.Contains(node.Key)).Select(node => $"{node.Key} {Describe(tree, node.Key, node.Value)}").Order(StringComparer.Ordinal));
    }

    private static string Describe(string path) => new FileInfo(path).LinkTarget is { } target ? $"-> {target}" : Directory.Exists(path) ? "folder" : File.ReadAllText(path);

    private static string Describe(RootTree tree, string path, TreeNode node) => node.Type switch
    {
        FileType.Link => $"-> {node.Target}",
        FileType.Folder => "folder",
        _ => tree.ReadText(path)!,
    };

    /// <summary>umoci wants to know what kind of document and layer each is; the reader does not.</summary>
    private static string WithMediaTypes(ImageWriter image, string layout)
    {
        JsonNode index = JsonNode.Parse(image.Files["index.json"])!;
        JsonNode entry = index["manifests"]![0]!;
        string BlobOf(string digest) => Path.Combine(layout, "blobs", "sha256", digest["sha256:".Length..]);
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(BlobOf((string)entry["digest"]!)))!;
        manifest["config"]!["mediaType"] = "application/vnd.oci.image.config.v1+json";
        manifest["layers"]!.AsArray().ToList().ForEach(layer => layer!["mediaType"] = "application/vnd.oci.image.layer.v1.tar+gzip");
        byte[] changed = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        (entry["digest"], entry["size"], entry["mediaType"]) = ($"sha256:{DigestOf(changed)}", changed.Length, "application/vnd.oci.image.manifest.v1+json");
        entry["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "web" };
        entry.AsObject().Remove("platform");
        File.WriteAllBytes(BlobOf((string)entry["digest"]!), changed);
        return index.ToJsonString();
    }
}
