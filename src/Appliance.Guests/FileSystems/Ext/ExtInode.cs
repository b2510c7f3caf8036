using System.Buffers.Binary;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>An inode as it lies on the disk. Layout: "struct ext4_inode" in the Linux kernel's Documentation/filesystems/ext4.</summary>
internal sealed class ExtInode(uint number, byte[] bytes)
{
    /// <summary>The root folder.</summary>
    public const uint Root = 2;

    /// <summary>The first inode that is not the file system's own.</summary>
    public const uint FirstOrdinary = 11;

    /// <summary>Where the map of blocks, or what is in its place, begins.</summary>
    public const int MapOffset = 40;

    /// <summary>Bytes of the map of blocks.</summary>
    public const int MapSize = 60;

    /// <summary>Bytes of the inode of old; what lies behind is sized by <see cref="ExtraSize"/>.</summary>
    public const int OldSize = 128;

    private const int TypeMask = 0xF000;
    private const int RightsMask = 0xFFF;

    /// <summary>Its number.</summary>
    public uint Number => number;

    /// <summary>All its bytes.</summary>
    public byte[] Bytes => bytes;

    /// <summary>What it is.</summary>
    public FileType Type => (Mode & TypeMask) switch
    {
        0x8000 => FileType.File,
        0x4000 => FileType.Folder,
        0xA000 => FileType.Link,
        _ => FileType.Other,
    };

    /// <summary>Mode and owner.</summary>
    public FileRights Rights
    {
        get => new(Mode & RightsMask, Half(2) | ((uint)Half(120) << 16), Half(24) | ((uint)Half(122) << 16));
        set
        {
            SetHalf(0, (Mode & TypeMask) | (value.Mode & RightsMask));
            SetHalf(2, (int)(value.Owner & 0xFFFF));
            SetHalf(120, (int)(value.Owner >> 16));
            SetHalf(24, (int)(value.Group & 0xFFFF));
            SetHalf(122, (int)(value.Group >> 16));
        }
    }

    /// <summary>Bytes of its content.</summary>
    public ulong Size
    {
        get => Word(4) | ((ulong)Word(108) << 32);
        set
        {
            SetWord(4, (uint)value);
            SetWord(108, (uint)(value >> 32));
        }
    }

    /// <summary>How many names it has.</summary>
    public int Links
    {
        get => Half(26);
        set => SetHalf(26, value);
    }

    /// <summary>Bytes of the blocks it holds, as counted in sectors: what is freed with it, about.</summary>
    public long HeldBytes => (long)Word(28) * 512;

    /// <summary>Its flags.</summary>
    public ExtFlags Flags
    {
        get => (ExtFlags)Word(32);
        set => SetWord(32, (uint)value);
    }

    /// <summary>The block of attributes; 0 where it has none.</summary>
    public ulong AttributeBlock => Word(104) | ((ulong)Half(118) << 32);

    /// <summary>Bytes of the fixed part behind the inode of old.</summary>
    public int ExtraSize => bytes.Length > OldSize ? Half(OldSize) : 0;

    private int Mode => Half(0);

    /// <summary>A new inode of a regular file, with one name and no content.</summary>
    public static ExtInode NewFile(uint number, int size, FileRights rights, bool hasExtents)
    {
        var inode = new ExtInode(number, new byte[size]);
        inode.SetHalf(0, 0x8000);
        inode.Rights = rights;
        inode.Links = 1;
        if (hasExtents)
        {
            // struct ext4_extent_header: magic, no entries, room for four of 12 bytes behind these 12.
            inode.Flags = ExtFlags.Extents;
            inode.SetHalf(MapOffset, 0xF30A);
            inode.SetHalf(MapOffset + 4, 4);
        }

        return inode;
    }

    /// <summary>When its content was changed last, in seconds since 1970.</summary>
    public long Modified => (int)Word(16) + (OldSize + ExtraSize >= 140 ? (long)(Word(136) & 3) << 32 : 0);

    /// <summary>Sets the times of the last change of content and inode (seconds since 1970).</summary>
    public void SetChangeTime(long seconds)
    {
        SetTime(16, 136, seconds);
        SetTime(12, 132, seconds);
    }

    /// <summary>Sets the time of deletion (seconds since 1970).</summary>
    public void SetDeletionTime(long seconds) => SetWord(20, (uint)seconds);

    // The second part has nanoseconds above two bits that carry the first beyond 2038.
    private void SetTime(int offset, int extra, long seconds)
    {
        SetWord(offset, (uint)seconds);
        if (OldSize + ExtraSize >= extra + 4)
        {
            SetWord(extra, (uint)((seconds - (int)seconds) >> 32) & 3);
        }
    }

    private ushort Half(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));

    private void SetHalf(int offset, int value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(offset), (ushort)value);

    private void SetWord(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
}
