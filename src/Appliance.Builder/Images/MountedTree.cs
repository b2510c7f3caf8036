using System.Text;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Builder.Images;

/// <summary>What of a tree lies on the file system that is mounted at a path: all below it, without what is mounted deeper. An archive may say anything, so what no file system holds is refused.</summary>
/// <param name="tree">The tree.</param>
/// <param name="mount">The path.</param>
/// <param name="mounts">Where all file systems are mounted.</param>
internal sealed class MountedTree(RootTree tree, string mount, IEnumerable<string> mounts)
{
    private const int LongestTarget = 4095;
    private const int LongestValue = ushort.MaxValue;
    private const int MostNames = 40;

    private readonly string[] _deeper = [.. mounts.Where(other => other != mount && GuestPath.IsWithin(other, mount))];

    /// <summary>All of it, folders before what is in them, by paths within the file system.</summary>
    /// <exception cref="InvalidImageException">No file system could hold it.</exception>
    public IEnumerable<KeyValuePair<string, TreeNode>> Nodes()
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string path, TreeNode node) in tree.Nodes.Where(node => Has(node.Key)))
        {
            if (node.Type == FileType.Folder)
            {
                folders.Add(path);
            }

            if (path != mount && !folders.Contains(GuestPath.FolderOf(path)))
            {
                throw Refuse(path, "lies in no folder");
            }

            DemandSense(path, node);
            yield return KeyValuePair.Create(PathWithin(path), node.OtherName is null ? node : FirstOf(path, node));
        }
    }

    private bool Has(string path) => GuestPath.IsWithin(path, mount) && !_deeper.Any(other => path != other && GuestPath.IsWithin(path, other));

    private static void DemandSense(string path, TreeNode node)
    {
        if (path.Contains('\0', StringComparison.Ordinal) || UnixName.BytesOf(GuestPath.NameOf(path)).Length > UnixName.MostBytes)
        {
            throw Refuse(path.Replace('\0', '?'), $"has a name of more than {UnixName.MostBytes} bytes, or with a zero in it");
        }

        if (node.Type == FileType.Link && (string.IsNullOrEmpty(node.Target) || node.Target.Contains('\0', StringComparison.Ordinal) || UnixName.BytesOf(node.Target).Length > LongestTarget))
        {
            throw Refuse(path, $"leads nowhere, or further than {LongestTarget} bytes");
        }

        if (!node.Attributes.All(attribute => HasSense(attribute.Key, attribute.Value)))
        {
            throw Refuse(path, $"has an attribute without a name, or with one of more than {UnixName.MostBytes} bytes or a zero in it, or one of more than {LongestValue} bytes");
        }
    }

    // As xattr(7) has it: a name is what is behind its kind, too.
    private static bool HasSense(string attribute, byte[] value) => attribute.Length > 0 && !attribute.EndsWith('.') && !attribute.Contains('\0', StringComparison.Ordinal)
        && Encoding.UTF8.GetByteCount(attribute) <= UnixName.MostBytes && value.Length <= LongestValue;

    /// <summary>The node of a further name: that of the first one where that is on another file system, or is no file.</summary>
    private TreeNode FirstOf(string path, TreeNode node)
    {
        TreeNode first = node;
        string place = path;
        for (int names = 0; first.OtherName is { } other; names++)
        {
            place = other;
            first = names < MostNames && tree.Find(other) is { Type: not FileType.Folder } found ? found : throw Refuse(path, $"is another name of {other}, and that is no file");
        }

        return first.Type == FileType.File && Has(place) ? node with { OtherName = PathWithin(place) } : first;
    }

    private string PathWithin(string path) => mount == "/" ? path : path == mount ? "/" : path[mount.Length..];

    private static InvalidImageException Refuse(string path, string problem) => new("the tree of files", $"{path} {problem}");
}
