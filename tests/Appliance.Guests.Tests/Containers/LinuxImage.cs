using System.Buffers.Binary;
using Appliance.Guests.Tests.Volumes;
using Appliance.Testing;

namespace Appliance.Guests.Tests.Containers;

/// <summary>What goes into containers: ext4 with the least that is a Linux, made by its own tools.</summary>
internal static class LinuxImage
{
    /// <summary>Bytes of it.</summary>
    public const int Length = 32 << 20;

    private const int PartitionStart = 1 << 20;

    /// <summary>Makes the file system.</summary>
    public static string Ext(TemporaryFolder folder, string fstab, string crypttab = "")
    {
        folder.Write("root/etc/fstab", fstab);
        folder.Write("root/etc/crypttab", crypttab);
        folder.Write("root/etc/os-release", "NAME=guest\n");
        folder.Write("root/usr/bin/big", TestDisk.RandomBytes(5 << 20));
        File.CreateSymbolicLink(folder["root/bin"], "usr/bin");
        return MakeFile(folder, "ext4.img", Length, image => Tool.Run("mke2fs", "-q", "-t", "ext4", "-d", folder["root"], image));
    }

    /// <summary>A physical volume with the file system on its volume vg-0/root.</summary>
    public static string Lvm(TemporaryFolder folder, string ext)
    {
        const int Extents = Length / LvmImage.ExtentSize;
        string text = LvmImage.Group(LvmImage.Volume("root", LvmImage.Linear(0, Extents, "pv0", 0))).Replace("pe_count = 4", $"pe_count = {Extents}", StringComparison.Ordinal);
        byte[] bytes = new LvmImage(LvmImage.FirstId).Make(text, Extents);
        File.ReadAllBytes(ext).CopyTo(bytes, LvmImage.DataStart);
        return folder.Write("lvm.img", bytes);
    }

    /// <summary>A disk with one partition.</summary>
    public static string Disk(TemporaryFolder folder, string content)
    {
        byte[] partition = File.ReadAllBytes(content);
        var bytes = new byte[PartitionStart + partition.Length];
        bytes[446 + 4] = 0x83;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(446 + 8), PartitionStart / 512);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(446 + 12), partition.Length / 512);
        bytes[510] = 0x55;
        bytes[511] = 0xAA;
        partition.CopyTo(bytes, PartitionStart);
        return folder.Write("disk.img", bytes);
    }

    /// <summary>The bytes of the partition of <see cref="Disk"/>.</summary>
    public static byte[] Partition(string disk) => File.ReadAllBytes(disk)[PartitionStart..];

    /// <summary>Makes a sparse file, and something of it.</summary>
    public static string MakeFile(TemporaryFolder folder, string name, long length, Action<string> make)
    {
        using (FileStream file = File.Create(folder[name]))
        {
            file.SetLength(length);
        }

        make(folder[name]);
        return folder[name];
    }
}
