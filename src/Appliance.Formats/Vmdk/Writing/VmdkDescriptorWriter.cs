using System.Buffers.Binary;
using System.Text;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Vmdk;

/// <summary>Writes the descriptor of a disk in a single sparse file.</summary>
internal static class VmdkDescriptorWriter
{
    // qemu takes no more, and a file system not even that.
    private const int MaxNameLength = 255;

    // What is above stands for "none" and "see the long identifier".
    private const uint LastContentId = 0xFFFF_FFFD;

    private const int TrackSectors = 63;

    /// <summary>The text.</summary>
    /// <param name="createType">What the file is: <c>streamOptimized</c>, <c>monolithicSparse</c>.</param>
    /// <param name="capacity">Sectors of virtual disk.</param>
    /// <param name="label">Everything else.</param>
    public static byte[] Compose(string createType, long capacity, VmdkDiskLabel label)
    {
        byte[] id = label.Id.ToByteArray(bigEndian: true);
        uint contentId = Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(id.AsSpan(^sizeof(uint)..)), 1, LastContentId);
        bool isIde = label.Bus == DiskBus.Ide;
        (long cylinders, int heads) = isIde ? Geometry(capacity, 16, 16383) : Geometry(capacity, 255, 65535);
        return Encoding.UTF8.GetBytes($"""
            # Disk DescriptorFile
            version=1
            encoding="UTF-8"
            CID={contentId:x8}
            parentCID=ffffffff
            createType="{createType}"

            # Extent description
            RW {capacity} SPARSE "{Clean(label.FileName)}"

            # The Disk Data Base
            #DDB

            ddb.adapterType = "{(isIde ? "ide" : "lsilogic")}"
            ddb.geometry.cylinders = "{cylinders}"
            ddb.geometry.heads = "{heads}"
            ddb.geometry.sectors = "{TrackSectors}"
            ddb.longContentID = "{Convert.ToHexStringLower(id.AsSpan(..^sizeof(uint)))}{contentId:x8}"
            ddb.virtualHWVersion = "4"

            """);
    }

    private static (long Cylinders, int Heads) Geometry(long capacity, int heads, int maxCylinders)
        => (Math.Clamp(VmdkUnits.DivideUp(capacity, heads * TrackSectors), 1, maxCylinders), heads);

    /// <summary>The name without what would end it, and short enough.</summary>
    private static string Clean(string name)
    {
        string safe = string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '"' or '/' or '\\' ? '_' : c));
        return safe[..Math.Min(safe.Length, MaxNameLength)];
    }
}
