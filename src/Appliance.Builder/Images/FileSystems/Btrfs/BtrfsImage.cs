using Appliance.Builder.Trees;

namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>
/// Makes btrfs of one device. mkfs.btrfs takes over numbers, order and times of files of this machine, so all of it is written here:
/// content, then the trees, each from its leaves up, in the one generation that there is.
/// </summary>
/// <param name="now">Seconds since 1970.</param>
internal sealed class BtrfsImage(long now) : IFileSystemImage
{
    // For the kernel's first changes, none of which overwrites anything.
    private const long FreeForTrees = 32 << 20;

    /// <inheritdoc/>
    public Task MakeAsync(ImageSpace space, IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        var place = new BtrfsSpace(space);
        var content = new BtrfsContent(place);
        BtrfsItem[] files = [.. new BtrfsFiles(place, content, now).Make(nodes, cancellationToken)];
        BtrfsChunk[] data = [.. content.Chunks];
        long start = data.Length > 0 ? data[^1].Start + data[^1].Length : BtrfsSpace.Start + BtrfsSpace.SystemLength;
        var addresses = new BtrfsAddresses(start);
        BtrfsTree[] trees =
        [
            new(BtrfsTreeId.Files, files, addresses.Take),
            new(BtrfsTreeId.Checksums, content.Checksums, addresses.Take),
            new(BtrfsTreeId.Relocation, BtrfsInode.EmptyFolder(BtrfsTreeId.First, now), addresses.Take),
        ];
        long taken = addresses.Next - start, room = BtrfsSpace.RoundUp(taken + MostOfMaps(taken / BtrfsSpace.NodeSize, content.Extents.Count)) + FreeForTrees;
        if (start + room > place.Length)
        {
            throw place.Full(start + room);
        }

        new BtrfsWriter(place, [.. data, new BtrfsChunk(start, room, BtrfsChunk.Metadata, 0)], addresses, now).Write(trees, content.Extents);
        return Task.CompletedTask;
    }

    /// <summary>Bytes that the trees take at most which describe the others.</summary>
    private static long MostOfMaps(long nodes, long extents)
    {
        const long MostOfItem = 80, LeastOfLeaf = 16000, Spare = 16;
        return 2 * (((nodes + extents) * MostOfItem / LeastOfLeaf) + Spare) * BtrfsSpace.NodeSize;
    }
}
