namespace Appliance.Guests.Initramfs;

/// <summary>How a segment of an initramfs is compressed; those that Linux knows.</summary>
public enum InitramfsCompression
{
    /// <summary>Not at all: a cpio archive as it is.</summary>
    None,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>bzip2; not read here.</summary>
    Bzip2,

    /// <summary>The .lzma format of old.</summary>
    Lzma,

    /// <summary>xz.</summary>
    Xz,

    /// <summary>lzop; not read here.</summary>
    Lzo,

    /// <summary>The legacy frame of lz4, the only one Linux reads.</summary>
    Lz4,

    /// <summary>zstd.</summary>
    Zstd,
}
