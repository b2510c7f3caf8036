using System.Buffers.Binary;
using Appliance.Guests.Inspection;
using Appliance.Testing.Guests;

namespace Appliance.Converter.Tests.Preparing.Linux;

/// <summary>Modules of a kernel that is none: ELF files of a header, the section .modinfo and the names of sections.</summary>
internal static class XenModuleFiles
{
    public const string Release = "6.1.0-28-amd64";

    private const string Folder = $"/usr/lib/modules/{Release}";

    /// <summary>Puts xen-blkfront and xen-netfront in place.</summary>
    /// <returns>Their kernel.</returns>
    public static LinuxKernel AddTo(MemoryFileSystem files, string? initramfs, DriverState state)
    {
        files.With($"{Folder}/modules.dep", "kernel/drivers/block/xen-blkfront.ko:\nkernel/drivers/net/xen-netfront.ko:\n")
            .With($"{Folder}/kernel/drivers/block/xen-blkfront.ko", Module("xen_blkfront"))
            .With($"{Folder}/kernel/drivers/net/xen-netfront.ko", Module("xen_netfront"));
        var drivers = new Dictionary<XenDriver, DriverState> { [XenDriver.Blkfront] = state, [XenDriver.Netfront] = state, [XenDriver.Scsifront] = DriverState.Absent };
        return new LinuxKernel(Release, $"/boot/vmlinuz-{Release}", initramfs, Folder, drivers);
    }

    /// <summary>Puts xen-platform-pci in place, as in kernels of which it is a module.</summary>
    public static void AddPlatformTo(MemoryFileSystem files)
        => files.With($"{Folder}/modules.dep", "kernel/drivers/block/xen-blkfront.ko:\nkernel/drivers/net/xen-netfront.ko:\nkernel/drivers/xen/xen-platform-pci.ko:\n")
            .With($"{Folder}/kernel/drivers/xen/xen-platform-pci.ko", Module("xen_platform_pci"));

    private static byte[] Module(string name)
    {
        const int HeaderSize = 64;
        byte[] information = [.. "name="u8, .. System.Text.Encoding.ASCII.GetBytes(name), 0, .. "vermagic="u8, .. System.Text.Encoding.ASCII.GetBytes(Release), .. " SMP\0"u8];
        byte[] names = [0, .. ".modinfo\0"u8];
        int table = HeaderSize + information.Length + names.Length;
        var elf = new byte[table + (3 * HeaderSize)];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(elf, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(16), 1); // ET_REL
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(18), 62); // EM_X86_64
        BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(40), (ulong)table);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(60), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(62), 2);
        information.CopyTo(elf, HeaderSize);
        names.CopyTo(elf, HeaderSize + information.Length);
        Section(elf.AsSpan(table + HeaderSize), name: 1, HeaderSize, information.Length);
        Section(elf.AsSpan(table + (2 * HeaderSize)), name: 0, HeaderSize + information.Length, names.Length);
        return elf;
    }

    private static void Section(Span<byte> header, uint name, int offset, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, name);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)length);
    }
}
