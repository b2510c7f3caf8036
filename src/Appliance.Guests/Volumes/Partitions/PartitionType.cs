namespace Appliance.Guests.Volumes.Partitions;

/// <summary>Types of partitions that hold more than a file system, and why they are left alone.</summary>
internal static class PartitionType
{
    private static readonly Guid LdmMetadata = new("5808c8aa-7e8f-42e0-85d2-e1e90434cfb3");
    private static readonly Guid LdmData = new("af9b60a0-1431-4f62-bc68-3311714a69ad");
    private static readonly Guid StorageSpaces = new("e75caf8f-f680-4cee-afa3-b001e56efc2d");

    private const string Dynamic =
        "belongs to a dynamic disk of Windows, whose volumes are not read: convert the disk to a basic one in Windows first, or convert without preparing the guest";

    /// <summary>Why what lies in a partition is not looked at, as the rest of a sentence; null where it is.</summary>
    /// <remarks>
    /// The volumes of a dynamic disk may well start where a partition does, but they may also be one half of a mirror or the
    /// first of several pieces, and the table does not say so.
    /// </remarks>
    public static string? WhyOpaque(Partition partition)
        => partition.MbrType == MbrEntry.Ldm || partition.Type == LdmMetadata || partition.Type == LdmData ? Dynamic
            : partition.Type == StorageSpaces ? "belongs to Storage Spaces of Windows, which are not read"
            : BsdName(partition.MbrType) is { } name ? $"is a slice of {name} with a table of its own, which is not read"
            : null;

    private static string? BsdName(byte? mbrType) => mbrType switch
    {
        0xA5 => "FreeBSD",
        0xA6 => "OpenBSD",
        0xA9 => "NetBSD",
        _ => null,
    };
}
