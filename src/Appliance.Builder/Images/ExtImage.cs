using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Guests.Native;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images;

/// <summary>
/// Makes an ext4 file system in an image, and fills it with a tree, in the order of the paths: without root, and the same bytes for the
/// same tree. mke2fs makes it, libext2fs writes the files.
/// </summary>
/// <param name="tool">Runs mke2fs.</param>
/// <param name="now">Seconds since 1970.</param>
internal sealed class ExtImage(BuildTool tool, long now)
{
    private const string LostAndFound = "/lost+found";

    /// <summary>Makes it.</summary>
    /// <param name="image">The raw image's path.</param>
    /// <param name="file">The same, open for reading and writing.</param>
    /// <param name="partition">Where it goes.</param>
    /// <param name="nodes">What is on it, folders before what is in them, by paths within it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="UnsupportedImageException">It is too small.</exception>
    public async Task MakeAsync(string image, SafeFileHandle file, PlannedPartition partition, IEnumerable<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        string program = Programs.Require("mke2fs", "e2fsprogs", "to make ext4 file systems");
        string[] arguments =
        [
            "-q", "-F", "-t", "ext4", "-b", "4096", "-m", "1", "-U", $"{partition.Id}", "-O", "^metadata_csum_seed,^orphan_file",
            "-E", $"offset={partition.Offset},hash_seed={partition.Id},lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0,nodiscard", image, $"{partition.Length / 1024}k",
        ];
        await tool.RunAsync(program, arguments, cancellationToken);
        var device = new ImageDevice(file, $"the file system of {partition.Choice.Mount}", partition.Offset, partition.Length);
        using var made = (ExtFileSystem)new ExtEngine(new FixedTime(now), null, cancellationToken).Open(device, writable: true);
        try
        {
            Fill(made, [.. nodes], cancellationToken);
        }
        catch (UnsupportedImageException e)
        {
            throw new UnsupportedImageException(device.Name, $"does not take all that is to be on it; give it, or the disk, a larger size ({e.Problem})");
        }

        made.Flush();
    }

    private static void Fill(ExtFileSystem target, KeyValuePair<string, TreeNode>[] nodes, CancellationToken cancellationToken)
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
