namespace Appliance.Guests.Initramfs;

/// <summary>The "new" portable format of cpio (Linux: driver-api/early-userspace/buffer-format.rst): 13 numbers of 8 hex digits.</summary>
internal static class CpioFormat
{
    /// <summary>Bytes of the magic number.</summary>
    public const int MagicSize = 6;

    /// <summary>Bytes of a header; the name follows.</summary>
    public const int HeaderSize = MagicSize + (FieldCount * FieldSize);

    /// <summary>Headers with name, and contents, are padded to a multiple of this.</summary>
    public const int Alignment = 4;

    /// <summary>The name of the last member.</summary>
    public const string Trailer = "TRAILER!!!";

    /// <summary>Hex digits of a number.</summary>
    public const int FieldSize = 8;

    /// <summary>Numbers of a header: inode, mode, uid, gid, links, time, length, four device numbers, length of the name, checksum.</summary>
    public const int FieldCount = 13;

    /// <summary>Where the inode stands among the numbers.</summary>
    public const int InodeField = 0;

    /// <summary>Where the mode stands.</summary>
    public const int ModeField = 1;

    /// <summary>Where the length of the content stands.</summary>
    public const int LengthField = 6;

    /// <summary>Where the length of the name stands, its zero byte counted.</summary>
    public const int NameLengthField = 11;

    /// <summary>newc, without checksums.</summary>
    public static ReadOnlySpan<byte> Magic => "070701"u8;

    /// <summary>The same with checksums ("crc").</summary>
    public static ReadOnlySpan<byte> ChecksumMagic => "070702"u8;

    /// <summary>The older portable format ("odc").</summary>
    public static ReadOnlySpan<byte> OldMagic => "070707"u8;

    /// <summary>Whether bytes begin an archive of the oldest, binary format, of either byte order.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> bytes) => bytes is [0xC7, 0x71, ..] or [0x71, 0xC7, ..];

    /// <summary>Bytes that pad a length.</summary>
    public static int PaddingOf(long length) => (int)(-length & (Alignment - 1));
}
