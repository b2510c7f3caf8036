using Appliance.Formats;
using Appliance.Guests.Native;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>The content of files: blocks that follow each other are read and written in one piece.</summary>
internal static class ExtContent
{
    // What is allocated and written at a time; more than the largest block, and a multiple of it.
    private const int PieceSize = 1 << 20;

    /// <summary>Reads a range that lies within the file.</summary>
    public static void Read(ExtVolume volume, ExtInode inode, long offset, Span<byte> target)
    {
        int blockSize = volume.BlockSize;
        while (!target.IsEmpty)
        {
            ulong block = (ulong)offset / (uint)blockSize;
            int within = (int)(offset % blockSize);
            (ulong physical, int blocks) = FindRun(volume, inode, block, (within + (long)target.Length + blockSize - 1) / blockSize);
            int count = (int)Math.Min(((long)blocks * blockSize) - within, target.Length);
            if (physical == 0)
            {
                target[..count].Clear();
            }
            else
            {
                volume.Channel.ReadBytes(checked((long)physical * blockSize) + within, target[..count]);
            }

            target = target[count..];
            offset += count;
        }
    }

    /// <summary>
    /// Replaces the content of a file: its old blocks are freed, new ones taken. What lay in the inode moves out of it.
    /// </summary>
    /// <returns>The inode, changed but not yet written.</returns>
    public static ExtInode Replace(ExtVolume volume, ExtInode inode, Stream content)
    {
        inode = Clear(volume, inode);
        var buffer = new byte[PieceSize];
        ulong length = 0;
        for (int read; (read = content.ReadAtLeast(buffer, PieceSize, throwOnEndOfStream: false)) > 0;)
        {
            int blocks = (read + volume.BlockSize - 1) / volume.BlockSize;
            buffer.AsSpan(read, (blocks * volume.BlockSize) - read).Clear();
            Append(volume, inode.Number, length / (uint)volume.BlockSize, buffer.AsSpan(0, blocks * volume.BlockSize));
            length += (uint)read;
        }

        if (length > int.MaxValue && (volume.Superblock.ReadOnlyCompatible & ExtFeatures.LargeFile) == 0)
        {
            throw new UnsupportedImageException(volume.Name, $"was made without files of 2 GiB and more (large_file), and {length} bytes are to be written");
        }

        inode = volume.ReadInode(inode.Number);
        inode.Size = length;
        return inode;
    }

    /// <summary>Frees all blocks of a file.</summary>
    public static void FreeBlocks(ExtVolume volume, ExtInode inode)
    {
        if (Ext2fs.HasBlocks(volume.Handle, inode.Bytes) != 0)
        {
            nint error = Ext2fs.FreeBlocks(volume.Handle, inode.Number, inode.Bytes, 0, 0, ulong.MaxValue);
            volume.Check(error, $"freeing the blocks of inode {inode.Number}");
        }
    }

    private static ExtInode Clear(ExtVolume volume, ExtInode inode)
    {
        if (inode.Flags.HasFlag(ExtFlags.Inline))
        {
            ExtAttributes.Check(volume, inode);
            volume.Check(Ext2fs.ExpandInline(volume.Handle, inode.Number), $"moving the content of inode {inode.Number} out of it");
            inode = volume.ReadInode(inode.Number);
        }

        FreeBlocks(volume, inode);
        inode.Flags &= ~ExtFlags.BlocksBeyondEnd;
        inode.Size = 0;
        volume.WriteInode(inode);
        return inode;
    }

    private static void Append(ExtVolume volume, uint number, ulong first, ReadOnlySpan<byte> bytes)
    {
        int blockSize = volume.BlockSize;
        int count = bytes.Length / blockSize;
        nint error = Ext2fs.Allocate(volume.Handle, Ext2fs.AllocateWritten, number, 0, ulong.MaxValue, first, (ulong)count);
        volume.Check(error, $"allocating {count} blocks for inode {number}");
        ExtInode inode = volume.ReadInode(number);
        for (int done = 0; done < count;)
        {
            (ulong physical, int blocks) = FindRun(volume, inode, first + (uint)done, count - done);
            if (physical == 0)
            {
                throw new InvalidImageException(volume.Name, $"block {first + (uint)done} of inode {number} cannot be allocated");
            }

            volume.Channel.WriteBlocks(physical, bytes.Slice(done * blockSize, blocks * blockSize));
            done += blocks;
        }
    }

    /// <summary>Where a block of a file lies, and how many of the wanted ones follow it there, or are holes as it is.</summary>
    private static (ulong Physical, int Blocks) FindRun(ExtVolume volume, ExtInode inode, ulong block, long wanted)
    {
        ulong physical = volume.Map(inode, block);
        int blocks = 1;
        while (blocks < wanted && volume.Map(inode, block + (uint)blocks) == (physical == 0 ? 0 : physical + (uint)blocks))
        {
            blocks++;
        }

        return (physical, blocks);
    }
}
