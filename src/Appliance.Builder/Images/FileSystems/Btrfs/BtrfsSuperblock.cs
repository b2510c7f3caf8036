using System.Buffers.Binary;
using Appliance.Formats.IO;

namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>Where everything begins.</summary>
/// <param name="space">The file system.</param>
internal sealed class BtrfsSuperblock(BtrfsSpace space)
{
    private const int Size = 4096;
    private const int ChecksumSize = 32;

    // Of today's features: long lists of names, small items of nodes, holes that are not said, nodes of more than a page.
    private const ulong Features = 0x1 | 0x20 | 0x40 | 0x100 | 0x200;

    /// <summary>Writes it, and its copies.</summary>
    /// <param name="roots">The tree of roots.</param>
    /// <param name="tree">The tree of chunks.</param>
    /// <param name="maps">Knows the device and the chunks.</param>
    /// <param name="chunks">The chunks.</param>
    public void Write(BtrfsTree roots, BtrfsTree tree, BtrfsMaps maps, IReadOnlyList<BtrfsChunk> chunks)
    {
        foreach (long place in BtrfsSpace.Superblocks.Where(place => place + Size <= space.Length))
        {
            space.Write(place, ToBytes(place, roots, tree, maps, chunks));
        }
    }

    private byte[] ToBytes(long place, BtrfsTree roots, BtrfsTree tree, BtrfsMaps maps, IReadOnlyList<BtrfsChunk> chunks)
    {
        const int Label = 256, Reserved = 240;
        BtrfsItem system = maps.Of(chunks.Single(chunk => chunk.Type == BtrfsChunk.System));
        byte[] bytes = new ByteWriter().Zero(ChecksumSize).Id(space.Id).Long((ulong)place, 1).Bytes("_BHRfS_M"u8)
            .Long(BtrfsSpace.Generation, (ulong)roots.Root, (ulong)tree.Root, 0, 0, (ulong)space.Length, (ulong)chunks.Sum(chunk => chunk.Used), BtrfsTreeId.RootFolder, 1)
            .Int(BtrfsSpace.SectorSize, BtrfsSpace.NodeSize, BtrfsSpace.NodeSize, BtrfsSpace.SectorSize, (uint)(BtrfsKey.Size + system.Data.Length))
            .Long(BtrfsSpace.Generation, 0, 0, Features).Short(0).Bytes((byte)roots.Level, (byte)tree.Level, 0).Bytes(maps.Device()).Zero(Label)
            .Long(ulong.MaxValue, 0).Zero(Reserved).Key(system.Key).Bytes(system.Data).ToArray();
        var super = new byte[Size];
        bytes.CopyTo(super, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(super, Crc32C.Compute(super.AsSpan(ChecksumSize)));
        return super;
    }
}
