using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>Items that say what is where: chunks, devices, roots, and the space that is taken.</summary>
/// <param name="space">The file system.</param>
/// <param name="chunks">Its chunks.</param>
internal sealed class BtrfsMaps(BtrfsSpace space, IReadOnlyList<BtrfsChunk> chunks)
{
    private const ulong DeviceNumber = 1;
    private const uint StripeLength = 1 << 16;
    private const int RootItemSize = 439;

    /// <summary>The items of the tree of chunks.</summary>
    public IEnumerable<BtrfsItem> Chunks() => chunks.Select(Of).Append(new BtrfsItem(new BtrfsKey(DeviceNumber, BtrfsType.Device, DeviceNumber), Device()));

    /// <summary>The item of a chunk.</summary>
    public BtrfsItem Of(BtrfsChunk chunk) => new(
        new BtrfsKey(BtrfsTreeId.First, BtrfsType.Chunk, (ulong)chunk.Start),
        new ByteWriter().Long((ulong)chunk.Length, BtrfsTreeId.Extents, StripeLength, chunk.Type).Int(StripeLength, StripeLength, BtrfsSpace.SectorSize).Short(1, 1)
            .Long(DeviceNumber, (ulong)chunk.Start).Id(space.Device).ToArray());

    /// <summary>The device.</summary>
    public byte[] Device() => new ByteWriter().Long(DeviceNumber, (ulong)space.Length, (ulong)chunks.Sum(chunk => chunk.Length))
        .Int(BtrfsSpace.SectorSize, BtrfsSpace.SectorSize, BtrfsSpace.SectorSize).Long(0, 0, 0).Int(0).Zero(2).Id(space.Device).Id(space.Id).ToArray();

    /// <summary>The items of the tree of devices.</summary>
    public IEnumerable<BtrfsItem> Devices() => chunks.Select(chunk => new BtrfsItem(
        new BtrfsKey(DeviceNumber, BtrfsType.DeviceExtent, (ulong)chunk.Start),
        new ByteWriter().Long(BtrfsTreeId.Chunks, BtrfsTreeId.First, (ulong)chunk.Start, (ulong)chunk.Length).Id(space.Chunks).ToArray()));

    /// <summary>The items of the chunks in the tree of space.</summary>
    public IEnumerable<BtrfsItem> Groups() => chunks.Select(chunk => new BtrfsItem(
        new BtrfsKey((ulong)chunk.Start, BtrfsType.Group, (ulong)chunk.Length), new ByteWriter().Long((ulong)chunk.Used, BtrfsTreeId.First, chunk.Type).ToArray()));

    /// <summary>The items of a tree's nodes in the tree of space.</summary>
    public static IEnumerable<BtrfsItem> Nodes(BtrfsTree tree) => tree.Nodes.Select(node => NodeOf(tree.Id, node.Address, node.Level));

    /// <summary>The item of the root of a tree.</summary>
    public static BtrfsItem Root(BtrfsTree tree)
    {
        const ulong Folder = 0x4000 | 0x1ED;
        bool hasFiles = tree.Id is BtrfsTreeId.Files or BtrfsTreeId.Relocation;
        byte[] start = new ByteWriter().Long(1, 0, 3, BtrfsSpace.NodeSize, 0).Int(1, 0, 0, (uint)Folder).Zero(160 - 56)
            .Long(BtrfsSpace.Generation, hasFiles ? BtrfsTreeId.First : 0, (ulong)tree.Root, 0, (ulong)tree.Nodes.Count() * BtrfsSpace.NodeSize, 0, 0)
            .Int(1).Zero(BtrfsKey.Size + 1).Bytes((byte)tree.Level).Long(BtrfsSpace.Generation).ToArray();
        return new BtrfsItem(new BtrfsKey(tree.Id, BtrfsType.Root, 0), [.. start, .. new byte[RootItemSize - start.Length]]);
    }

    /// <summary>The item that names the tree of files as the one to mount.</summary>
    public static BtrfsItem Default()
    {
        var target = new BtrfsKey(BtrfsTreeId.Files, BtrfsType.Root, ulong.MaxValue);
        return new BtrfsItem(
            new BtrfsKey(BtrfsTreeId.RootFolder, BtrfsType.Name, BtrfsInode.Hash("default"u8)), BtrfsInode.Entry(target, BtrfsInode.KindOf(FileType.Folder), "default"u8, []));
    }

    /// <summary>The item of a node in the tree of space.</summary>
    public static BtrfsItem NodeOf(ulong tree, long address, int level)
    {
        const ulong TreeNode = 2;
        const byte OfTree = 176;
        return new BtrfsItem(new BtrfsKey((ulong)address, BtrfsType.Node, (ulong)level), new ByteWriter().Long(1, BtrfsSpace.Generation, TreeNode).Bytes(OfTree).Long(tree).ToArray());
    }
}
