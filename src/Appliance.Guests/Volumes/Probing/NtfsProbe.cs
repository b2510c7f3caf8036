using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>NTFS, by its boot sector; the label is a record of its master file table.</summary>
internal static class NtfsProbe
{
    private const int SectorSize = 11;
    private const int SectorsPerCluster = 13;
    private const int TableCluster = 48;
    private const int RecordSize = 64;
    private const int Serial = 72;
    private const int Size = 80;

    // The record of $Volume, and its attribute $VOLUME_NAME.
    private const int VolumeRecord = 3;
    private const uint VolumeName = 0x60;

    // Records have 1 KiB, or 4 KiB on drives with such sectors.
    private const int MostRecordSize = 4096;

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> boot = stackalloc byte[Size];
        if (!device.TryRead(0, boot) || !boot[3..].StartsWith("NTFS    "u8)
            || BinaryPrimitives.ReadUInt16LittleEndian(boot[SectorSize..]) is not (512 or 1024 or 2048 or 4096))
        {
            return null;
        }

        string serial = $"{BinaryPrimitives.ReadUInt64LittleEndian(boot[Serial..]):X16}";
        return new FileSystemIdentity(FileSystemKind.Ntfs, serial, FindLabel(device, boot));
    }

    private static string? FindLabel(BlockDevice device, ReadOnlySpan<byte> boot)
    {
        // Sizes above 127 are negated logarithms.
        int clusterCode = boot[SectorsPerCluster];
        long cluster = BinaryPrimitives.ReadUInt16LittleEndian(boot[SectorSize..]) * (clusterCode > 128 ? 1L << Math.Min(256 - clusterCode, 20) : clusterCode);
        int recordCode = (sbyte)boot[RecordSize];
        long record = recordCode < 0 ? 1L << Math.Min(-recordCode, 20) : recordCode * cluster;
        ulong tableCluster = BinaryPrimitives.ReadUInt64LittleEndian(boot[TableCluster..]);
        if (record is < 512 or > MostRecordSize || !BitOperations.IsPow2(record) || cluster == 0 || tableCluster > (ulong)(device.Length / cluster))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[(int)record];
        return device.TryRead(((long)tableCluster * cluster) + (VolumeRecord * record), bytes) && bytes.StartsWith("FILE"u8) ? LabelIn(bytes) : null;
    }

    private static string? LabelIn(ReadOnlySpan<byte> record)
    {
        int at = BinaryPrimitives.ReadUInt16LittleEndian(record[20..]);
        while (at <= record.Length - 24)
        {
            ReadOnlySpan<byte> attribute = record[at..];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(attribute[4..]);
            if (length < 24 || length > attribute.Length)
            {
                return null;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(attribute) == VolumeName)
            {
                uint count = BinaryPrimitives.ReadUInt32LittleEndian(attribute[16..]);
                ushort offset = BinaryPrimitives.ReadUInt16LittleEndian(attribute[20..]);
                return count > 0 && offset + (long)count <= length ? Encoding.Unicode.GetString(attribute.Slice(offset, (int)count)) : null;
            }

            at += (int)length;
        }

        return null;
    }
}
