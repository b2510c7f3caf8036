using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Bases.Containers;

/// <summary>Reads the tree of a container image: its layers over each other, each held against its digests first.</summary>
/// <param name="unpacker">Unpacks what is compressed.</param>
/// <param name="now">Seconds since 1970: nothing is younger.</param>
internal sealed class ContainerTree(Unpacker unpacker, long now)
{
    // A container is given these when it runs; a machine mounts over them.
    private static readonly string[] Mounts = ["/dev", "/proc", "/run", "/sys", "/tmp"];
    private static readonly FileRights Everybodys = new(0x3FF); // 1777

    /// <summary>Reads it.</summary>
    /// <param name="path">An archive, which may be compressed, or the folder of an OCI layout.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">It is no image, damaged, or none for this kind of machine.</exception>
    public async Task<RootTree> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(path);
        ContainerFiles files = Directory.Exists(path) ? new ContainerFiles(path)
            : new ContainerFiles(await unpacker.OpenAsync(FilePart.Whole(path), name, cancellationToken), name, cancellationToken);
        var tree = new LayeredTree(now);
        foreach (ContainerLayer layer in LayersOf(files))
        {
            FilePart content = await OpenAsync(layer, cancellationToken);
            tree.Apply(new ArchiveMembers(content, layer.Name), hasWhiteouts: true, cancellationToken);
        }

        RootTree root = tree.ToTree(name);
        foreach (string mount in Mounts.Where(mount => root.Find(mount) is null))
        {
            root.Put(mount, TreeNode.Folder(mount == "/tmp" ? Everybodys : FileRights.Program, now));
        }

        return root;
    }

    private static IReadOnlyList<ContainerLayer> LayersOf(ContainerFiles files)
        => files.Find(OciLayout.Index) is not null ? new OciLayout(files).Read()
            : files.Find(DockerArchive.List) is not null ? new DockerArchive(files).Read()
            : throw new InvalidImageException(files.Name, $"is no container image: it has neither {OciLayout.Index} nor {DockerArchive.List}");

    private async Task<FilePart> OpenAsync(ContainerLayer layer, CancellationToken cancellationToken)
    {
        if (layer.Digest is { } digest && digest != await BaseDigest.OfAsync(layer.Blob, cancellationToken))
        {
            throw new InvalidImageException(layer.Name, $"is not what its digest says, sha256:{digest}");
        }

        FilePart content = await unpacker.OpenAsync(layer.Blob, layer.Name, cancellationToken);
        return await BaseDigest.OfAsync(content, cancellationToken) == layer.ContentDigest ? content
            : throw new InvalidImageException(layer.Name, $"does not unpack to what its digest says, sha256:{layer.ContentDigest}");
    }
}
