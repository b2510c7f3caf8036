using System.Buffers.Binary;
using System.Text;
using Appliance.Guests.Volumes.Lvm;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images.Volumes;

/// <summary>What stands in front of the logical volumes of a physical one: its label, and the area that holds the text of the group (LVM2, label.h and layout.h).</summary>
internal static class LvmHeader
{
    private const int SectorSize = 512;
    private const int AreaOffset = 4096;
    private const int AreaSize = (int)PlannedGroup.Start - AreaOffset;

    /// <summary>Writes it.</summary>
    /// <param name="file">The raw image.</param>
    /// <param name="partition">The physical volume.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <exception cref="IOException">The group has more volumes than can be described.</exception>
    public static void Write(SafeFileHandle file, PlannedPartition partition, long now)
    {
        LvmId id = LvmId.Create(partition.Id, "physical");
        byte[] text = Encoding.UTF8.GetBytes(LvmText.Of(partition, id, now) + "\0");
        if (text.Length > AreaSize / 2)
        {
            throw new IOException($"the volumes of {partition.Group!.Name} take {text.Length} bytes to describe, and there are {AreaSize / 2}");
        }

        RandomAccess.Write(file, Label(id, partition.Length), partition.Offset + SectorSize);
        RandomAccess.Write(file, Area(text), partition.Offset + AreaOffset);
        RandomAccess.Write(file, text, partition.Offset + AreaOffset + SectorSize);
    }

    private static byte[] Label(LvmId id, long length)
    {
        var sector = new byte[SectorSize];
        const int Header = 32, Summed = 20;
        "LABELONE"u8.CopyTo(sector);
        sector[8] = 1; // the number of this sector
        sector[Summed] = Header;
        "LVM2 001"u8.CopyTo(sector.AsSpan(24));
        Encoding.ASCII.GetBytes(id.Text, sector.AsSpan(Header));

        // Size, the area of data and its end, that of metadata and its end, then what later versions know: theirs, and that it is in use.
        long[] areas = [length, PlannedGroup.Start, 0, 0, 0, AreaOffset, AreaSize, 0, 0, 2 | (1L << 32)];
        for (int i = 0; i < areas.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(Header + 32 + (i * sizeof(long))), areas[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(16), LvmChecksum.Compute(sector.AsSpan(Summed)));
        return sector;
    }

    private static byte[] Area(byte[] text)
    {
        var header = new byte[SectorSize];
        " LVM2 x[5A%r0N*>"u8.CopyTo(header.AsSpan(4));
        header[20] = 1; // the version
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), AreaOffset);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), AreaSize);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(40), SectorSize);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(48), text.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(56), LvmChecksum.Compute(text));
        BinaryPrimitives.WriteUInt32LittleEndian(header, LvmChecksum.Compute(header.AsSpan(4)));
        return header;
    }
}
