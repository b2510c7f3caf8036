using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Guests.Native;

namespace Appliance.Builder.Images.FileSystems;

/// <summary>
/// Makes an ext4 file system in an image, and fills it with a tree, in the order of the paths: without root, and the same bytes for the
/// same tree. mke2fs makes it, libext2fs writes the files.
/// </summary>
/// <param name="tool">Runs mke2fs.</param>
/// <param name="now">Seconds since 1970.</param>
internal sealed class ExtImage(BuildTool tool, long now) : IFileSystemImage
{
    private const string LostAndFound = "/lost+found";

    /// <inheritdoc/>
    public async Task MakeAsync(ImageSpace space, IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        string program = Programs.Require("mke2fs", "e2fsprogs", "to make ext4 file systems");
        string[] arguments =
        [
            "-q", "-F", "-t", "ext4", "-b", "4096", "-m", "1", "-U", space.Place.Uuid, "-O", "^metadata_csum_seed,^orphan_file",
            "-E", $"offset={space.Place.Offset},hash_seed={space.Place.Uuid},lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0,nodiscard", space.Image, $"{space.Place.Length / 1024}k",
        ];
        await tool.RunAsync(program, arguments, cancellationToken);
        using var made = (ExtFileSystem)new ExtEngine(new FixedTime(now), null, cancellationToken).Open(space.NewDevice(), writable: true);
        try
        {
            Fill(made, nodes, cancellationToken);
        }
        catch (UnsupportedImageException e)
        {
            throw space.Full(e.Problem);
        }

        made.Flush();
    }

    private static void Fill(ExtFileSystem target, IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        foreach ((string path, TreeNode node) in nodes.Where(node => node.Value.OtherName is null && node.Key is not ("/" or LostAndFound)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Make(target, path, node);
        }

        foreach ((string path, TreeNode node) in nodes.Where(node => node.Value.OtherName is not null))
        {
            target.CreateName(path, node.OtherName!);
        }

        // A folder is changed by what comes into it: the deepest come first.
        foreach ((string path, TreeNode node) in nodes.Where(node => node.Key != LostAndFound).Reverse())
        {
            target.SetModified(path, node.Modified);
        }
    }

    private static void Make(ExtFileSystem target, string path, TreeNode node)
    {
        switch (node.Type)
        {
            case FileType.Folder:
                target.CreateFolder(path, node.Rights);
                break;
            case FileType.Link:
                target.CreateLink(path, node.Target!);
                break;
            default:
                using (Stream content = node.Open())
                {
                    target.Write(path, content, node.Rights);
                }

                break;
        }

        foreach ((string name, byte[] value) in node.Attributes)
        {
            target.SetAttribute(path, name, value);
        }
    }
}
