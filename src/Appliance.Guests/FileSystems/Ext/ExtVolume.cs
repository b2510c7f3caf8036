using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Native;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>An open file system of libext2fs over a device: inodes, maps of blocks, errors as exceptions.</summary>
internal sealed class ExtVolume : IDisposable
{
    // 64 MiB for 2 TiB of usual blocks; beyond that, trees of runs take less.
    private const ulong MostBitmapBlocks = 512UL << 20;

    private readonly ExtChannel _channel;
    private readonly Ext2fsHandle _handle;
    private bool _hasBitmaps;

    private ExtVolume(string name, ExtSuperblock superblock, ExtChannel channel, Ext2fsHandle handle)
    {
        Name = name;
        Superblock = superblock;
        _channel = channel;
        _handle = handle;
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The superblock as it was when the file system was opened.</summary>
    public ExtSuperblock Superblock { get; }

    /// <summary>Bytes of a block.</summary>
    public int BlockSize => Superblock.BlockSize;

    /// <summary>The device, with what is not yet written to it.</summary>
    public ExtChannel Channel => _channel;

    /// <summary>The library's side.</summary>
    /// <exception cref="ObjectDisposedException">The file system is closed.</exception>
    public Ext2fsHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return _handle;
        }
    }

    /// <summary>Bytes of free blocks.</summary>
    public unsafe long FreeBytes
    {
        get
        {
            byte* superblock = Handle.FileSystem->Superblock;
            ulong high = (Superblock.Incompatible & ExtFeatures.Wide) == 0 ? 0 : *(uint*)(superblock + 344);
            ulong blocks = *(uint*)(superblock + 12) | (high << 32);
            return (long)Math.Min(blocks, Superblock.Blocks) * BlockSize;
        }
    }

    /// <summary>Opens the file system that a superblock describes.</summary>
    public static ExtVolume Open(BlockDevice device, ExtSuperblock superblock, bool writable)
    {
        Ext2fs.Require();
        string name = $"{device.Name} ({superblock.Kind})";
        var channel = new ExtChannel(device);
        nint error = Load(channel, writable, out Ext2fsHandle handle);
        var volume = new ExtVolume(name, superblock, channel, handle);
        try
        {
            volume.Check(error, "opening it");
            volume.Check(Ext2fs.CheckGroups(handle), "checking the descriptors of its groups");
            return volume;
        }
        catch
        {
            volume.Dispose();
            throw;
        }
    }

    /// <summary>Ends a call of the library.</summary>
    /// <param name="error">What it returned.</param>
    /// <param name="action">What was being done: "reading inode 12".</param>
    public void Check(nint error, string action)
    {
        _channel.EndCall();
        if (error == 0)
        {
            return;
        }

        throw error switch
        {
            Ext2fsError.NoFreeBlock => new UnsupportedImageException(Name, "has no free blocks left; free space in the guest"),
            Ext2fsError.NoFreeInode => new UnsupportedImageException(Name, "has no free inodes left; delete files in the guest"),
            Ext2fsError.UnsupportedFeature or Ext2fsError.ReadOnlyFeature
                => new UnsupportedImageException(Name, "has a feature that the installed libext2fs does not know; install a newer e2fsprogs"),
            Ext2fsError.FileTooBig => new UnsupportedImageException(Name, $"{action}: the file is larger than its map of blocks can hold"),
            Ext2fsError.NoAttributes => new UnsupportedImageException(Name, "was made without extended attributes (ext_attr)"),
            Ext2fsError.NoAttributeSpace => new UnsupportedImageException(Name, $"{action}: there is no room for more extended attributes"),
            _ => new InvalidImageException(Name, $"{action}: {ComErr.Describe(error)}"),
        };
    }

    /// <summary>Reads an inode.</summary>
    public ExtInode ReadInode(uint number)
    {
        if (number < ExtInode.FirstOrdinary && number != ExtInode.Root)
        {
            throw new InvalidImageException(Name, $"a name stands for inode {number}, which is the file system's own");
        }

        var inode = new ExtInode(number, new byte[Superblock.InodeSize]);
        nint error = Ext2fs.ReadInode(Handle, number, inode.Bytes, inode.Bytes.Length);
        Check(error, $"reading inode {number}");
        return inode.Size <= long.MaxValue ? inode : throw new InvalidImageException(Name, $"inode {number} claims {inode.Size} bytes");
    }

    /// <summary>Writes an inode back.</summary>
    public void WriteInode(ExtInode inode)
        => Check(Ext2fs.WriteInode(Handle, inode.Number, inode.Bytes, inode.Bytes.Length), $"writing inode {inode.Number}");

    /// <summary>Where a block of a file lies; 0 for a hole, and for what was set aside but never written.</summary>
    public ulong Map(ExtInode inode, ulong block)
    {
        nint error = Ext2fs.Map(Handle, inode.Number, inode.Bytes, 0, 0, block, out int state, out ulong physical);
        Check(error, $"looking for block {block} of inode {inode.Number}");
        return state == 0 ? physical : 0;
    }

    /// <summary>Makes ready for changes: they are dated, and need to know what is free.</summary>
    /// <param name="seconds">The present, since 1970.</param>
    public unsafe void BeginChange(long seconds)
    {
        Handle.FileSystem->Now = seconds;
        if (_hasBitmaps)
        {
            return;
        }

        if (Superblock.Blocks > MostBitmapBlocks)
        {
            Handle.FileSystem->BitmapType = Ext2fs.TreeBitmaps;
        }

        // Two for each group, of which there are no more than the superblock's check allows.
        _channel.Allow(int.MaxValue);
        Check(Ext2fs.ReadBitmaps(Handle), "reading what is free");
        _hasBitmaps = true;
    }

    /// <summary>Writes all that was changed.</summary>
    public void Flush()
    {
        if (_hasBitmaps)
        {
            Check(Ext2fs.Flush(Handle), "writing it");
        }
    }

    /// <summary>Closes without writing.</summary>
    public void Dispose()
    {
        if (!_handle.IsClosed)
        {
            _handle.Dispose();
            _channel.Dispose();
        }
    }

    private static unsafe nint Load(ExtChannel channel, bool writable, out Ext2fsHandle handle)
    {
        int flags = Ext2fs.Bitmaps64 | Ext2fs.SkipMultipleMount | (writable ? Ext2fs.ReadWrite : 0);
        channel.Allow(int.MaxValue);
        return Ext2fs.Open(channel.Key, options: null, flags, superblock: 0, blockSize: 0, ExtManager.Table, out handle);
    }
}
