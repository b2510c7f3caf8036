using System.Buffers.Binary;
using Appliance.Formats;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>The names of a folder of XFS (xfs_da_format.h), which are changed in place.</summary>
/// <param name="volume">The file system.</param>
/// <param name="inode">The folder.</param>
/// <param name="change">Gets a name and the number behind it, and gives the name and the number to have there; the name is as long as it was.</param>
internal sealed class XfsFolder(XfsVolume volume, XfsInode inode, Func<byte[], ulong, (byte[] Name, ulong Number)> change)
{
    private const int BlockHeader = 64;
    private const int EntryHeader = sizeof(ulong) + 1;

    // The blocks behind these 32 GiB have hashes.
    private const long LastOfNames = 1L << 35;

    /// <summary>Goes through all names.</summary>
    public void Change()
    {
        if (inode.Format == XfsInode.Local)
        {
            ChangeInInode();
            volume.Write(inode);
            return;
        }

        foreach (XfsExtent extent in volume.Extents(inode).Where(extent => extent.FileBlock * volume.BlockSize < LastOfNames))
        {
            for (ulong block = extent.Block; block < extent.Block + (ulong)extent.Count; block++)
            {
                byte[] bytes = volume.ReadBlock(block);
                ChangeInBlock(bytes);
                volume.WriteFolderBlock(block, bytes);
            }
        }
    }

    private void ChangeInInode()
    {
        Span<byte> all = inode.Literal;
        int width = all[1] > 0 ? sizeof(ulong) : sizeof(uint), place = 2 + width;
        for (int i = all[0]; i > 0; i--)
        {
            int length = all[place];
            Span<byte> name = all.Slice(place + 3, length), number = all.Slice(place + 4 + length, width);
            (byte[] newName, ulong newNumber) = change(name.ToArray(), width == sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(number) : BinaryPrimitives.ReadUInt32BigEndian(number));
            newName.CopyTo(name);
            if (width == sizeof(ulong))
            {
                BinaryPrimitives.WriteUInt64BigEndian(number, newNumber);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(number, checked((uint)newNumber));
            }

            place += 4 + length + width;
        }
    }

    private void ChangeInBlock(Span<byte> block)
    {
        const ushort Unused = 0xFFFF;
        bool isAlone = block.StartsWith("XDB3"u8);
        if (!isAlone && !block.StartsWith("XDD3"u8))
        {
            throw new InvalidImageException($"the folder {inode.Number}", "is not as mkfs.xfs was asked to make it");
        }

        // A folder of one block has its hashes at the end.
        int end = isAlone ? block.Length - 8 - (BinaryPrimitives.ReadInt32BigEndian(block[^8..]) * 8) : block.Length;
        for (int place = BlockHeader; place < end;)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(block[place..]) == Unused)
            {
                place += BinaryPrimitives.ReadUInt16BigEndian(block[(place + 2)..]);
                continue;
            }

            Span<byte> name = block.Slice(place + EntryHeader, block[place + EntryHeader - 1]);
            ChangeEntry(name, block.Slice(place, sizeof(ulong)));
            place += (EntryHeader + name.Length + 1 + sizeof(ushort) + 7) / 8 * 8;
        }
    }

    private void ChangeEntry(Span<byte> name, Span<byte> number)
    {
        if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
        {
            return;
        }

        (byte[] newName, ulong newNumber) = change(name.ToArray(), BinaryPrimitives.ReadUInt64BigEndian(number));
        newName.CopyTo(name);
        BinaryPrimitives.WriteUInt64BigEndian(number, newNumber);
    }
}
