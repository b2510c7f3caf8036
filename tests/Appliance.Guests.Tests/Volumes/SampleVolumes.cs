using System.Buffers.Binary;
using System.Text;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Tests.Volumes;

/// <summary>Just enough of a file system for it to be recognised.</summary>
internal static class SampleVolumes
{
    /// <summary>Bytes with the names of a file system.</summary>
    public static byte[] Make(FileSystemKind kind, string uuid = "", string label = "", int length = 1 << 20)
    {
        var bytes = new byte[length];
        byte[] id = uuid.Length == 0 ? new byte[16] : new Guid(uuid).ToByteArray(bigEndian: true);
        switch (kind)
        {
            case FileSystemKind.Ext:
                bytes[1024 + 4] = 1;
                Put(bytes, 1024 + 56, [0x53, 0xEF], 1024 + 104, id, 1024 + 120, label);
                break;
            case FileSystemKind.Xfs:
                Put(bytes, 0, [.. "XFSB"u8, 0, 0, 0x10, 0], 32, id, 108, label);
                bytes[102] = 2;
                break;
            case FileSystemKind.Btrfs:
                Put(bytes, 65536 + 64, [.. "_BHRfS_M"u8], 65536 + 32, id, 65536 + 299, label);
                break;
            case FileSystemKind.Ntfs:
                Put(bytes, 3, [.. "NTFS    "u8, 0, 2], 72, id[..8], 0, "");
                break;
            case FileSystemKind.Luks:
                Put(bytes, 0, [.. "LUKS"u8, 0xBA, 0xBE, 0, 2], 0, [], 168, uuid);
                break;
            case FileSystemKind.BitLocker:
                Put(bytes, 3, [.. "-FVE-FS-"u8], 0, [], 0, "");
                break;
            case FileSystemKind.Swap:
                Put(bytes, 4086, [.. "SWAPSPACE2"u8], 1036, id, 1052, label);
                break;
            default:
                break;
        }

        return bytes;
    }

    /// <summary>Puts the superblock of a member of md in place: 1.0, 1.1, 1.2, or 0.90.</summary>
    public static byte[] Raid(byte[] bytes, int minorVersion)
    {
        int place = minorVersion switch { 0 => (int)(((bytes.Length / 512) - 16) & ~7L) * 512, 1 => 0, 2 => 4096, _ => (bytes.Length & ~0xFFFF) - 0x10000 };
        Span<byte> block = bytes.AsSpan(place, 4096);
        block.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(block, 0xA92B4EFC);
        if (minorVersion == 90)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(block[8..], 90);
            Enumerable.Range(1, 4).Select(i => (byte)i).ToArray().CopyTo(block[20..]);
            Enumerable.Range(5, 12).Select(i => (byte)i).ToArray().CopyTo(block[52..]);
            return bytes;
        }

        block[4] = 1;
        Enumerable.Range(1, 16).Select(i => (byte)i).ToArray().CopyTo(block[16..]);
        "host:0"u8.CopyTo(block[32..]);
        BinaryPrimitives.WriteUInt64LittleEndian(block[144..], (ulong)place / 512);
        BinaryPrimitives.WriteUInt32LittleEndian(block[216..], RaidChecksum(block[..256]));
        return bytes;
    }

    /// <summary>Puts four uberblocks in place.</summary>
    public static byte[] Zfs(byte[] bytes)
    {
        for (int i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((128 + i) << 10), 0x00BAB10C);
        }

        return bytes;
    }

    private static uint RaidChecksum(ReadOnlySpan<byte> block)
    {
        ulong sum = 0;
        for (int i = 0; i < block.Length; i += 4)
        {
            sum += BinaryPrimitives.ReadUInt32LittleEndian(block[i..]);
        }

        return (uint)sum + (uint)(sum >> 32);
    }

    private static void Put(byte[] bytes, int magicAt, byte[] magic, int idAt, byte[] id, int labelAt, string label)
    {
        id.CopyTo(bytes, idAt);
        Encoding.UTF8.GetBytes(label).CopyTo(bytes, labelAt);
        magic.CopyTo(bytes, magicAt);
    }
}
