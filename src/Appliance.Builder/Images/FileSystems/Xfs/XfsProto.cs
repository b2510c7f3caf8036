using System.Text;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>Writes the list of files that mkfs.xfs makes (its option -p), and the contents, which it reads from files.</summary>
/// <param name="space">The file system, for messages.</param>
/// <param name="folder">Where contents go.</param>
internal sealed class XfsProto(string space, string folder)
{
    private readonly Dictionary<string, List<KeyValuePair<string, TreeNode>>> _children = [];
    private int _files;

    /// <summary>Writes it.</summary>
    /// <param name="path">The list.</param>
    /// <param name="nodes">What is on the file system, the root first.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public void Write(string path, IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        foreach (KeyValuePair<string, TreeNode> node in nodes.Where(node => node.Key != "/"))
        {
            string parent = GuestPath.FolderOf(node.Key);
            (_children.TryGetValue(parent, out List<KeyValuePair<string, TreeNode>>? found) ? found : _children[parent] = []).Add(node);
        }

        using FileStream list = File.Create(path);
        Put(list, "/dev/null\n0 0\nd--755 0 0\n");
        WriteFolder(list, "/", cancellationToken);
        Put(list, "$\n");
    }

    private void WriteFolder(Stream list, string path, CancellationToken cancellationToken)
    {
        foreach ((string child, TreeNode node) in _children.GetValueOrDefault(path) ?? [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            list.Write(XfsName.Mask(space, GuestPath.NameOf(child)));

            // Mode and owner are set later, all of them: this form knows no sticky bit.
            switch (node.Type)
            {
                case FileType.Folder:
                    Put(list, " d--755 0 0\n");
                    WriteFolder(list, child, cancellationToken);
                    Put(list, "$\n");
                    break;
                case FileType.Link:
                    Put(list, " l--777 0 0 ");
                    list.Write(MaskTarget(node.Target!, child));
                    Put(list, "\n");
                    break;
                default:
                    Put(list, $" ---644 0 0 {Keep(node, child)}\n");
                    break;
            }
        }
    }

    /// <summary>Letters that stand for a target of the same length, which is written over them later.</summary>
    private byte[] MaskTarget(string target, string path)
    {
        byte[] bytes = UnixName.BytesOf(target);
        if (bytes.Length > XfsInode.LiteralSize)
        {
            throw new UnsupportedImageException(space, $"takes links to {XfsInode.LiteralSize} bytes at most, and that of {path} has {bytes.Length}");
        }

        bytes.AsSpan().Fill((byte)'x');
        return bytes;
    }

    private string Keep(TreeNode node, string name)
    {
        // mkfs.xfs counts in 32 bits with a sign.
        if (node.Length > int.MaxValue)
        {
            throw new UnsupportedImageException(space, $"takes files of less than 2 GiB, and {name} has {node.Length} bytes");
        }

        if (node.OtherName is not null || node.Length == 0)
        {
            return "/dev/null";
        }

        string path = Path.Combine(folder, $"{_files++}");
        using Stream content = node.Open();
        using FileStream file = File.Create(path);
        content.CopyTo(file);
        return path;
    }

    private static void Put(Stream list, string text) => list.Write(Encoding.UTF8.GetBytes(text));
}
