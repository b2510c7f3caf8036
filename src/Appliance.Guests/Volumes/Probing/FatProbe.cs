using System.Buffers.Binary;
using System.Text;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>FAT12, FAT16 and FAT32, by their boot sector; the label that counts is an entry of the root folder.</summary>
internal static class FatProbe
{
    private const int Serial = 39;
    private const int Fat32Serial = 67;
    private const int EntrySize = 32;
    private const int NameLength = 11;
    private const int Attributes = 11;
    private const byte IsLabel = 0x08;
    private const byte IsFolder = 0x10;
    private const byte IsLongName = 0x0F;

    // The label comes early in a root folder; 100 clusters are what blkid follows.
    private const int MostClusters = 100;

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> boot = stackalloc byte[FatGeometry.BootSize];
        if (!device.TryRead(0, boot) || FatGeometry.Parse(boot) is not { } geometry)
        {
            return null;
        }

        uint serial = BinaryPrimitives.ReadUInt32LittleEndian(boot[(geometry.IsFat32 ? Fat32Serial : Serial)..]);
        return new FileSystemIdentity(FileSystemKind.Fat, $"{serial >> 16:X4}-{serial & 0xFFFF:X4}", FindLabel(device, geometry));
    }

    private static string? FindLabel(BlockDevice device, FatGeometry geometry)
    {
        if (!geometry.IsFat32)
        {
            return LabelIn(device, geometry.RootOffset, geometry.RootEntries * EntrySize).Label;
        }

        Span<byte> next = stackalloc byte[4];
        uint cluster = geometry.RootCluster;
        for (int i = 0; i < MostClusters && cluster is >= 2 and < 0x0FFFFFF7; i++)
        {
            (string? label, bool isEnd) = LabelIn(device, geometry.RootOffset + ((cluster - 2L) * geometry.ClusterSize), geometry.ClusterSize);
            if (isEnd)
            {
                return label;
            }

            cluster = device.TryRead(geometry.TableOffset + (cluster * 4L), next) ? BinaryPrimitives.ReadUInt32LittleEndian(next) & 0x0FFFFFFF : 0;
        }

        return null;
    }

    /// <summary>Looks through a run of entries; it is the end where the label is found, or no more entries follow.</summary>
    private static (string? Label, bool IsEnd) LabelIn(BlockDevice device, long offset, int length)
    {
        // At most 65,535 entries, or a cluster of 512 KiB.
        var entries = new byte[length];
        if (!device.TryRead(offset, entries))
        {
            return (null, true);
        }

        for (int at = 0; at + EntrySize <= length; at += EntrySize)
        {
            ReadOnlySpan<byte> entry = entries.AsSpan(at, EntrySize);
            if (entry[0] == 0)
            {
                return (null, true);
            }

            if (entry[0] != 0xE5 && (entry[Attributes] & (IsLabel | IsFolder)) == IsLabel && (entry[Attributes] & IsLongName) != IsLongName)
            {
                return (Clean(entry[..NameLength]), true);
            }
        }

        return (null, false);
    }

    private static string? Clean(ReadOnlySpan<byte> name)
    {
        string text = Encoding.Latin1.GetString(name).TrimEnd(' ', '\0');
        return text.Length == 0 || text == "NO NAME" ? null : text;
    }
}
