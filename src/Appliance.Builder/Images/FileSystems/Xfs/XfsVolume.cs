using System.Buffers.Binary;
using Appliance.Formats;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>A file system as mkfs.xfs has just made it (version 5), whose inodes are changed in place.</summary>
internal sealed partial class XfsVolume
{
    private const int SectorSize = 512;

    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly byte[] _super;

    /// <summary>Opens it.</summary>
    /// <param name="file">The file system from its first byte on; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidImageException">It is not as mkfs.xfs was asked to make it.</exception>
    public XfsVolume(SafeFileHandle file, string name)
    {
        (_file, _name) = (file, name);
        _super = Read(0, SectorSize);
        if (!_super.AsSpan().StartsWith("XFSB"u8) || BinaryPrimitives.ReadUInt16BigEndian(_super.AsSpan(104)) != XfsInode.Size || BinaryPrimitives.ReadUInt16BigEndian(_super.AsSpan(102)) != SectorSize)
        {
            throw Damaged(0);
        }
    }

    /// <summary>Bytes of a block.</summary>
    public int BlockSize => BinaryPrimitives.ReadInt32BigEndian(_super.AsSpan(4));

    /// <summary>The number of the root folder.</summary>
    public ulong Root => BinaryPrimitives.ReadUInt64BigEndian(_super.AsSpan(56));

    private int GroupBlocks => BinaryPrimitives.ReadInt32BigEndian(_super.AsSpan(84));

    private int GroupCount => BinaryPrimitives.ReadInt32BigEndian(_super.AsSpan(88));

    private int InodeBits => _super[123];

    private int GroupBits => _super[124];

    /// <summary>An inode.</summary>
    public XfsInode ReadInode(ulong number)
    {
        var inode = new XfsInode(number, Read(PlaceOf(number), XfsInode.Size));
        return inode.IsSound ? inode : throw Damaged(PlaceOf(number));
    }

    /// <summary>Writes an inode, with its checksum.</summary>
    public void Write(XfsInode inode)
    {
        inode.Seal();
        RandomAccess.Write(_file, inode.Bytes, PlaceOf(inode.Number));
    }

    /// <summary>A block.</summary>
    public byte[] ReadBlock(ulong block) => Read(PlaceOfBlock(block), BlockSize);

    /// <summary>Writes a block of a folder, with its checksum.</summary>
    public void WriteFolderBlock(ulong place, byte[] block)
    {
        const int Checksum = 4;
        block.AsSpan(Checksum, sizeof(uint)).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(Checksum), Crc32C.Compute(block));
        RandomAccess.Write(_file, block, PlaceOfBlock(place));
    }

    /// <summary>Says in all superblocks that there are attributes.</summary>
    public void DeclareAttributes()
    {
        const int Version = 100, Checksum = 224;
        for (long group = 0; group < GroupCount; group++)
        {
            byte[] super = Read(group * GroupBlocks * BlockSize, SectorSize);
            super[Version + 1] |= 0x10;
            super.AsSpan(Checksum, sizeof(uint)).Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(super.AsSpan(Checksum), Crc32C.Compute(super));
            RandomAccess.Write(_file, super, group * GroupBlocks * BlockSize);
        }
    }

    private long PlaceOf(ulong number) => PlaceOfBlock(number >> InodeBits) + ((long)(number & ((1UL << InodeBits) - 1)) * XfsInode.Size);

    private long PlaceOfBlock(ulong block) => (((long)(block >> GroupBits) * GroupBlocks) + (long)(block & ((1UL << GroupBits) - 1))) * BlockSize;

    private byte[] Read(long place, int count)
    {
        var bytes = new byte[count];
        return RandomAccess.Read(_file, bytes, place) == count ? bytes : throw Damaged(place);
    }

    private InvalidImageException Damaged(long place) => new(_name, place, "is not as mkfs.xfs was asked to make it");
}
