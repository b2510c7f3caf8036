using System.Buffers.Binary;
using Appliance.Formats;
using Appliance.Guests.Native;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>The extended attributes of an inode: those in its own tail, and those in a block.</summary>
internal static class ExtAttributes
{
    private const uint Magic = 0xEA020000;
    private const int BlockHeaderSize = 32;

    // XATTR_HANDLE_FLAG_RAW: access lists are taken as they are stored, not as a system call has them.
    private const uint Raw = 1;

    private const int SystemIndex = 7;

    // enum ext4_xattr_name_index; a prefix without a dot at its end is all of the name.
    private static readonly (int Index, string Prefix)[] Prefixes =
    [
        (2, "system.posix_acl_access"), (3, "system.posix_acl_default"), (8, "system.richacl"),
        (1, "user."), (4, "trusted."), (6, "security."), (SystemIndex, "system."),
    ];

    /// <summary>The value of an attribute; null where there is none.</summary>
    public static byte[]? Find(ExtVolume volume, ExtInode inode, string name)
    {
        (int index, string prefix) = Prefixes.FirstOrDefault(known => name.StartsWith(known.Prefix, StringComparison.Ordinal));
        string rest = name[(prefix ?? "").Length..];
        ExtAttribute found = Read(volume, inode).Find(attribute => attribute.Index == index && attribute.Name == rest);
        return ValueOf(volume, found);
    }

    /// <summary>All attributes, but for the content that an inode keeps as one.</summary>
    public static IReadOnlyDictionary<string, byte[]> ReadAll(ExtVolume volume, ExtInode inode)
    {
        var attributes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (ExtAttribute attribute in Read(volume, inode).Where(attribute => attribute is not { Index: SystemIndex, Name: "data" }))
        {
            if (Prefixes.FirstOrDefault(known => known.Index == attribute.Index).Prefix is { } prefix)
            {
                attributes[prefix + attribute.Name] = ValueOf(volume, attribute);
            }
        }

        return attributes;
    }

    private static byte[] ValueOf(ExtVolume volume, ExtAttribute attribute)
    {
        if (attribute.ValueInode == 0)
        {
            return attribute.Value;
        }

        var value = new byte[attribute.Size];
        ExtContent.Read(volume, volume.ReadInode(attribute.ValueInode), 0, value);
        return value;
    }

    /// <summary>The content of a file or folder that lies in its inode.</summary>
    public static byte[] ReadInline(ExtVolume volume, ExtInode inode)
    {
        byte[] tail = Find(volume, inode, "system.data") ?? [];
        byte[] content = [.. inode.Bytes.AsSpan(ExtInode.MapOffset, ExtInode.MapSize), .. tail];
        return (ulong)content.Length >= inode.Size ? content[..(int)inode.Size]
            : throw new InvalidImageException(volume.Name, $"inode {inode.Number} has less content than its size");
    }

    /// <summary>Reads all attributes to see that they are sound, before libext2fs reads them.</summary>
    public static void Check(ExtVolume volume, ExtInode inode)
    {
        foreach (ExtAttribute attribute in Read(volume, inode))
        {
            // The library copies inline content into a buffer of three blocks.
            if (attribute is { Index: SystemIndex, Name: "data" } && attribute.ValueInode != 0)
            {
                throw new InvalidImageException(volume.Name, $"inode {inode.Number} has its content both within and without");
            }
        }
    }

    /// <summary>Sets an attribute.</summary>
    public static void Set(ExtVolume volume, ExtInode inode, string name, ReadOnlySpan<byte> value)
    {
        Check(volume, inode);
        string action = $"setting {name} of inode {inode.Number}";
        volume.Check(Ext2fs.OpenAttributes(volume.Handle, inode.Number, out nint attributes), action);
        try
        {
            volume.Check(Ext2fs.SetAttributeFlags(attributes, Raw, 0), action);
            volume.Check(Ext2fs.ReadAttributes(attributes), action);
            volume.Check(Ext2fs.SetAttribute(attributes, name, value, (nuint)value.Length), action);
        }
        finally
        {
            Ext2fs.CloseAttributes(ref attributes);
        }
    }

    private static List<ExtAttribute> Read(ExtVolume volume, ExtInode inode)
    {
        List<ExtAttribute> attributes = ReadTail(volume, inode);
        if (inode.AttributeBlock == 0)
        {
            return attributes;
        }

        var block = new byte[volume.BlockSize];
        nint error = Ext2fs.ReadAttributeBlock(volume.Handle, inode.AttributeBlock, block, inode.Number);
        volume.Check(error, $"reading the extended attributes of inode {inode.Number}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(block) != Magic)
        {
            throw new InvalidImageException(volume.Name, $"inode {inode.Number} has a block of extended attributes that is none");
        }

        attributes.AddRange(ExtAttributeArea.Read(volume.Name, inode.Number, block, BlockHeaderSize, origin: 0));
        return attributes;
    }

    private static List<ExtAttribute> ReadTail(ExtVolume volume, ExtInode inode)
    {
        int start = ExtInode.OldSize + inode.ExtraSize;
        if (inode.ExtraSize == 0 || start + sizeof(uint) >= inode.Bytes.Length)
        {
            return [];
        }

        if (inode.ExtraSize % 4 != 0)
        {
            throw new InvalidImageException(volume.Name, $"inode {inode.Number} has a fixed part of {inode.ExtraSize} bytes, which is no multiple of 4");
        }

        ReadOnlySpan<byte> tail = inode.Bytes.AsSpan(start);
        return BinaryPrimitives.ReadUInt32LittleEndian(tail) == Magic
            ? ExtAttributeArea.Read(volume.Name, inode.Number, tail, sizeof(uint), sizeof(uint)) : [];
    }
}
