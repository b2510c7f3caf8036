using System.Buffers.Binary;

namespace Appliance.Guests.Tests.FileSystems.Ntfs;

/// <summary>Finds places in the records of a small volume, to damage them.</summary>
internal static class NtfsRecords
{
    private const int RecordSize = 1024;

    /// <summary>Changes the value of an attribute of one of the first records, in the MFT and its mirror.</summary>
    internal static void Patch(byte[] volume, int record, uint type, int offset, byte value)
    {
        foreach (int place in (int[])[48, 56])
        {
            int start = (int)BinaryPrimitives.ReadInt64LittleEndian(volume.AsSpan(place)) * 4096;
            int attribute = FindAttribute(volume, start + (record * RecordSize), type);
            volume[attribute + BinaryPrimitives.ReadUInt16LittleEndian(volume.AsSpan(attribute + 20)) + offset] = value;
        }
    }

    /// <summary>Where the record of a file with this name stands.</summary>
    internal static int FindRecord(byte[] volume, string name)
    {
        byte[] wanted = System.Text.Encoding.Unicode.GetBytes(name);
        for (int at = 0; at < volume.Length; at += RecordSize)
        {
            if (volume.AsSpan(at).StartsWith("FILE"u8) && volume.AsSpan(at, RecordSize).IndexOf(wanted) >= 0)
            {
                return at;
            }
        }

        throw new InvalidOperationException(name);
    }

    private static int FindAttribute(byte[] volume, int record, uint type)
    {
        int at = record + BinaryPrimitives.ReadUInt16LittleEndian(volume.AsSpan(record + 20));
        while (BinaryPrimitives.ReadUInt32LittleEndian(volume.AsSpan(at)) != type)
        {
            at += BinaryPrimitives.ReadInt32LittleEndian(volume.AsSpan(at + 4));
        }

        return at;
    }
}
