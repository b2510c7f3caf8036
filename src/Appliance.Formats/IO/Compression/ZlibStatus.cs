namespace Appliance.Formats.IO.Compression;

/// <summary>How the inflation of a zlib stream ended.</summary>
internal enum ZlibStatus
{
    /// <summary>The stream ended where it should, and its Adler-32 is right.</summary>
    Done,

    /// <summary>The stream is cut off, or its data or checksum is wrong.</summary>
    Damaged,

    /// <summary>The stream holds more than the target has room for.</summary>
    Overflow,
}
