namespace Appliance.Formats.Ovf;

/// <summary>How a file of an OVF package is packed (DSP0243, File/@compression).</summary>
public enum OvfFileCompression
{
    /// <summary>Stored as it is; <c>identity</c>, empty or absent.</summary>
    None,

    /// <summary>A gzip stream (RFC 1952); chunks are cut from the packed bytes.</summary>
    Gzip,
}
