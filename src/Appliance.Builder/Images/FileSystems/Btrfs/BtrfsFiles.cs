using System.Text;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>Makes the items of the tree of files.</summary>
/// <param name="space">The file system.</param>
/// <param name="content">Writes the content of files.</param>
/// <param name="now">Seconds since 1970.</param>
internal sealed class BtrfsFiles(BtrfsSpace space, BtrfsContent content, long now)
{
    // The content of smaller files stands in the tree.
    private const int MostInline = 2048;

    private readonly Dictionary<BtrfsKey, List<byte>> _items = [];
    private readonly Dictionary<string, ulong> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ulong Index, ulong NameBytes)> _folders = new(StringComparer.Ordinal);

    /// <summary>Makes them, and writes what is in the files.</summary>
    public IEnumerable<BtrfsItem> Make(IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        KeyValuePair<string, TreeNode>[] first = [.. nodes.Where(node => node.Value.OtherName is null)];
        foreach ((string path, _) in first)
        {
            _numbers[path] = BtrfsTreeId.First + (ulong)_numbers.Count;
        }

        Append(new BtrfsKey(BtrfsTreeId.First, BtrfsType.InodeRef, BtrfsTreeId.First), BtrfsInode.Reference(0, ".."u8));
        foreach ((string path, TreeNode node) in nodes.Where(node => node.Key != "/"))
        {
            AddName(path, node);
        }

        Dictionary<string, uint> others = nodes.Where(node => node.Value.OtherName is not null).GroupBy(node => node.Value.OtherName!).ToDictionary(group => group.Key, group => (uint)group.Count());
        foreach ((string path, TreeNode node) in first)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(path, node, 1 + others.GetValueOrDefault(path));
        }

        return _items.Select(item => item.Value.Count <= BtrfsTree.LargestItem ? new BtrfsItem(item.Key, [.. item.Value])
            : throw new UnsupportedImageException(space.Name, $"is btrfs, where names or attributes of one file take {BtrfsTree.LargestItem} bytes at most, and here they take {item.Value.Count}"));
    }

    private void AddName(string path, TreeNode node)
    {
        string folder = GuestPath.FolderOf(path);
        byte[] name = UnixName.BytesOf(GuestPath.NameOf(path));
        ulong parent = _numbers[folder], number = _numbers[node.OtherName ?? path];
        (ulong index, ulong bytes) = _folders.GetValueOrDefault(folder, (2UL, 0UL));
        _folders[folder] = (index + 1, bytes + (2 * (ulong)name.Length));
        byte[] entry = BtrfsInode.Entry(new BtrfsKey(number, BtrfsType.Inode, 0), BtrfsInode.KindOf(node.Type), name, []);
        Append(new BtrfsKey(number, BtrfsType.InodeRef, parent), BtrfsInode.Reference(index, name));
        Append(new BtrfsKey(parent, BtrfsType.Name, BtrfsInode.Hash(name)), entry);
        Append(new BtrfsKey(parent, BtrfsType.NameIndex, index), entry);
    }

    private void Add(string path, TreeNode node, uint names)
    {
        ulong number = _numbers[path], length = _folders.GetValueOrDefault(path).NameBytes, taken = 0;
        if (node.Type != FileType.Folder)
        {
            (length, taken) = AddContent(number, node);
        }

        foreach ((string name, byte[] value) in node.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            byte[] key = Encoding.UTF8.GetBytes(name);
            Append(new BtrfsKey(number, BtrfsType.Attribute, BtrfsInode.Hash(key)), BtrfsInode.Entry(default, BtrfsInode.OfAttributes, key, value));
        }

        Append(new BtrfsKey(number, BtrfsType.Inode, 0), BtrfsInode.Item(node, length, taken, names, now));
    }

    private (ulong Length, ulong Taken) AddContent(ulong number, TreeNode node)
    {
        byte[]? small = node.Type == FileType.Link ? UnixName.BytesOf(node.Target!) : null;
        long length = small?.Length ?? node.Length;
        using Stream stream = small is not null ? new MemoryStream(small) : node.Open();
        if (small is null && length > MostInline)
        {
            ulong taken = 0;
            foreach (BtrfsItem item in content.Write(number, stream, length))
            {
                Append(item.Key, item.Data);
                taken += BitConverter.ToUInt64(item.Data, sizeof(ulong));
            }

            return ((ulong)length, taken);
        }

        if (length > 0)
        {
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            Append(new BtrfsKey(number, BtrfsType.Content, 0), new ByteWriter().Long(BtrfsSpace.Generation, (ulong)length).Zero(5).Bytes(bytes).ToArray());
        }

        return ((ulong)length, (ulong)length);
    }

    // Several of one key stand one behind the other: names of a file in a folder, and what has the same hash.
    private void Append(BtrfsKey key, byte[] data) => (_items.TryGetValue(key, out List<byte>? found) ? found : _items[key] = []).AddRange(data);
}
