using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>Names and numbers of the format; source: xapi's <c>stream_vdi.ml</c> and <c>import.ml</c>.</summary>
internal static class XvaFormat
{
    /// <summary>The member that describes the machines; the first of the file.</summary>
    public const string DescriptorName = "ova.xml";

    /// <summary>Bytes of disk that one member holds.</summary>
    public const int ChunkSize = 1 << 20;

    /// <summary>Digits of a chunk's number.</summary>
    public const int NumberDigits = 8;

    /// <summary>Chunks of a disk at most: xapi compares numbers as text, and a ninth digit would sort before.</summary>
    public const long MaxChunks = 100_000_000;

    /// <summary>Bytes of zeros that end a tar file.</summary>
    public const int EndBlocksSize = 1024;

    /// <summary>What stands for "no object".</summary>
    public const string NullReference = "OpaqueRef:NULL";

    /// <summary>Chunks that a disk of <paramref name="size"/> bytes takes.</summary>
    public static long CountChunks(long size) => (size / ChunkSize) + (size % ChunkSize == 0 ? 0 : 1);

    /// <summary>Name of the member that holds a chunk.</summary>
    public static string ChunkName(string disk, long number) => $"{disk}/{number:D8}";

    /// <summary>The disks of an XVA in the order of their content, which is that of their references as text.</summary>
    public static IEnumerable<MachineDisk> InOrder(IEnumerable<MachineDisk> disks) => disks.OrderBy(disk => disk.Id, StringComparer.Ordinal);
}
