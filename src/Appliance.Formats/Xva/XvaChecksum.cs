namespace Appliance.Formats.Xva;

/// <summary>The checksum that follows each chunk of a disk.</summary>
public enum XvaChecksum
{
    /// <summary>SHA-1, in members named <c>.checksum</c>; read by every xapi.</summary>
    Sha1,

    /// <summary>XXH64, in members named <c>.xxhash</c>; read by xapi 1.170 (2019) and newer, and what these write.</summary>
    XxHash64,
}
