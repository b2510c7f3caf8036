using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>
/// Gives what mkfs.xfs has made of a list the rest of the tree: names that the list cannot have, further names of files, targets of links,
/// attributes, rights and times.
/// </summary>
/// <param name="volume">The file system.</param>
/// <param name="name">What messages call it.</param>
/// <param name="nodes">The tree, by paths.</param>
internal sealed class XfsTree(XfsVolume volume, string name, IReadOnlyDictionary<string, TreeNode> nodes)
{
    private readonly Dictionary<string, ulong> _numbers = new(StringComparer.Ordinal) { ["/"] = volume.Root };

    /// <summary>Does all that has to do with names.</summary>
    public void Connect()
    {
        // By the folder and the name in the list: the names themselves.
        ILookup<string, string> children = nodes.Keys.Where(path => path != "/").ToLookup(GuestPath.FolderOf, GuestPath.NameOf);
        foreach (IGrouping<string, string> folder in children.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Dictionary<string, string> names = NamesIn(folder);
            Visit(folder.Key, (listed, number) =>
            {
                string child = names[Convert.ToHexString(listed)];
                _numbers[GuestPath.Join(folder.Key, child)] = number;
                return (UnixName.BytesOf(child), number);
            });
        }

        // Of a file's further names the list made files of their own, which are given up.
        foreach (IGrouping<string, string> folder in children.Where(group => group.Any(child => nodes[GuestPath.Join(group.Key, child)].OtherName is not null)))
        {
            Visit(folder.Key, (child, number) => (child, nodes[GuestPath.Join(folder.Key, UnixName.Decode(child))].OtherName is { } other ? _numbers[other] : number));
        }

        foreach (IGrouping<string, string> same in nodes.Where(node => node.Value.OtherName is not null).GroupBy(node => node.Value.OtherName!, node => node.Key))
        {
            Change(_numbers[same.Key], inode => inode.SetLinks((uint)same.Count() + 1));
            same.ToList().ForEach(path => Change(_numbers[path], inode => inode.Free()));
        }
    }

    /// <summary>Does all that has to do with what is behind the names. Needs what <see cref="Connect"/> has found.</summary>
    /// <param name="now">Seconds since 1970.</param>
    public void Fill(long now)
    {
        Dictionary<ulong, string> paths = nodes.Where(node => node.Value.OtherName is null).ToDictionary(node => _numbers[node.Key], node => node.Key);
        foreach (ulong number in volume.Inodes())
        {
            Change(number, inode =>
            {
                TreeNode? node = inode.IsUsed && paths.TryGetValue(number, out string? path) ? nodes[path] : null;
                inode.SetTimes(node?.Modified ?? now, now);
                if (node is not null)
                {
                    Fill(inode, node, paths[number]);
                }
            });
        }

        if (nodes.Values.Any(node => node.Attributes.Count > 0))
        {
            volume.DeclareAttributes();
        }
    }

    /// <summary>The names of a folder, by those in the list.</summary>
    private Dictionary<string, string> NamesIn(IGrouping<string, string> folder)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string child in folder)
        {
            if (!names.TryAdd(Convert.ToHexString(XfsName.Mask(name, child)), child))
            {
                throw new UnsupportedImageException(name, $"cannot have the name {child}, which mkfs.xfs does not read");
            }
        }

        return names;
    }

    private void Fill(XfsInode inode, TreeNode node, string path)
    {
        inode.SetRights(node.Rights.Mode, node.Rights.Owner, node.Rights.Group);
        if (node.Type == FileType.Link)
        {
            UnixName.BytesOf(node.Target!).CopyTo(inode.Literal);
        }

        if (node.Attributes.Count > 0 && !inode.TrySetAttributes(XfsAttributes.Pack(name, path, node.Attributes)))
        {
            throw XfsAttributes.Refuse(name, path, node.Attributes.Keys.First());
        }
    }

    private void Visit(string path, Func<byte[], ulong, (byte[] Name, ulong Number)> change) => new XfsFolder(volume, volume.ReadInode(_numbers[path]), change).Change();

    private void Change(ulong number, Action<XfsInode> change)
    {
        XfsInode inode = volume.ReadInode(number);
        change(inode);
        volume.Write(inode);
    }
}
