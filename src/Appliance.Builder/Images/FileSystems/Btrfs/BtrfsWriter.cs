namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>Makes the trees that describe the others, and themselves, and writes all of them.</summary>
/// <param name="space">The file system.</param>
/// <param name="chunks">Its chunks but that of the tree of chunks; the last is for trees.</param>
/// <param name="addresses">Gives addresses in that.</param>
/// <param name="now">Seconds since 1970.</param>
internal sealed class BtrfsWriter(BtrfsSpace space, IReadOnlyList<BtrfsChunk> chunks, BtrfsAddresses addresses, long now)
{
    private static readonly BtrfsChunk System = new(BtrfsSpace.Start, BtrfsSpace.SystemLength, BtrfsChunk.System, 0);

    /// <summary>Does it.</summary>
    /// <param name="trees">The other trees.</param>
    /// <param name="extents">The items of the space that content takes.</param>
    public void Write(IReadOnlyList<BtrfsTree> trees, IReadOnlyList<BtrfsItem> extents)
    {
        var plan = new BtrfsMaps(space, [System, .. chunks]);
        BtrfsTree ofChunks = new(BtrfsTreeId.Chunks, plan.Chunks(), new BtrfsAddresses(BtrfsSpace.Start).Take), ofDevices = new(BtrfsTreeId.Devices, plan.Devices(), addresses.Take);
        long root = addresses.Take();
        BtrfsTree[] others = [.. trees, ofDevices];
        BtrfsItem[] known = [.. extents, .. others.Append(ofChunks).SelectMany(BtrfsMaps.Nodes), BtrfsMaps.NodeOf(BtrfsTreeId.Roots, root, 0)];
        int count = others.Sum(tree => tree.Nodes.Count()) + 1;
        BtrfsTree ofSpace = PlanSpace(known, nodes => WithUse(ofChunks.Nodes.Count(), count + nodes), out BtrfsChunk[] all);
        var roots = new BtrfsTree(BtrfsTreeId.Roots, [.. others.Append(ofSpace).Select(BtrfsMaps.Root), .. BtrfsInode.EmptyFolder(BtrfsTreeId.RootFolder, now), BtrfsMaps.Default()], () => root);
        foreach (BtrfsTree tree in (BtrfsTree[])[.. others, ofSpace, ofChunks, roots])
        {
            tree.Write(space);
        }

        new BtrfsSuperblock(space).Write(roots, ofChunks, new BtrfsMaps(space, all), all);
    }

    /// <summary>The tree of space has items for its own nodes, too; how many those are is found by trying.</summary>
    private BtrfsTree PlanSpace(BtrfsItem[] known, Func<int, BtrfsChunk[]> use, out BtrfsChunk[] all)
    {
        List<long> own = [addresses.Take()];
        BtrfsTree tree = PlanSpace(known, own, [], use(own.Count));
        for (int count = tree.Nodes.Count(); count > own.Count; count = tree.Nodes.Count())
        {
            own.AddRange(Enumerable.Range(own.Count, count - own.Count).Select(_ => addresses.Take()));
            tree = PlanSpace(known, own, [], use(own.Count));
        }

        all = use(own.Count);
        return PlanSpace(known, own, [.. tree.Nodes.Select(node => node.Level)], all);
    }

    private BtrfsTree PlanSpace(BtrfsItem[] known, List<long> own, int[] levels, BtrfsChunk[] all)
    {
        IEnumerable<BtrfsItem> nodes = own.Select((address, index) => BtrfsMaps.NodeOf(BtrfsTreeId.Extents, address, levels.ElementAtOrDefault(index)));
        int next = 0;
        return new BtrfsTree(BtrfsTreeId.Extents, [.. known, .. nodes, .. new BtrfsMaps(space, all).Groups()], () => own.ElementAtOrDefault(next++));
    }

    private BtrfsChunk[] WithUse(int nodesOfChunks, int nodes) =>
    [
        System with { Used = (long)nodesOfChunks * BtrfsSpace.NodeSize },
        .. chunks.SkipLast(1),
        chunks[^1] with { Used = (long)nodes * BtrfsSpace.NodeSize },
    ];
}
