using System.Globalization;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Preparing.Linux.Storage;

/// <summary>A disk, or a partition of it, by a name that holds only on the old hardware: <c>/dev/sda1</c>, <c>/dev/disk/by-path/...</c>.</summary>
/// <param name="Disk">The disk, from 0 in the machine's order.</param>
/// <param name="Partition">The partition, from 1; null for the disk itself.</param>
internal readonly record struct DiskName(int Disk, int? Partition)
{
    private const string ByPath = "/dev/disk/by-path/";
    private const string ById = "/dev/disk/by-id/";

    // More letters than "zzz" are beyond what Linux gives, and would overflow.
    private const int MostLetters = 3;

    /// <summary>Whether a name is one that hardware gives, so that it is another one on Xen.</summary>
    public static bool IsOfHardware(string device)
        => device.StartsWith(ByPath, StringComparison.Ordinal)
            || (device.StartsWith(ById, StringComparison.Ordinal) && !IsOfContent(device[ById.Length..]))
            || Lettered(device) is not null || Nvme(device) is not null;

    /// <summary>Which disk of a machine a name stands for; null where that cannot be told.</summary>
    public static DiskName? Parse(string device, IReadOnlyList<MachineDisk> disks)
    {
        if (Lettered(device) is { } lettered)
        {
            // Where no disk is IDE, hdc is the CD drive, or left over from an older machine.
            return lettered.Kind == 'h' && disks.All(disk => disk.Bus is not DiskBus.Ide) ? null
                : Nth(disks, lettered.Kind == 'h' ? disk => disk.Bus is DiskBus.Ide : disk => disk.Bus is not DiskBus.Nvme, lettered.Disk, lettered.Partition);
        }

        if (Nvme(device) is { } nvme)
        {
            return Nth(disks, disk => disk.Bus == DiskBus.Nvme && disk.Controller == nvme.Controller, nvme.Namespace - 1, nvme.Partition);
        }

        return device.StartsWith(ByPath, StringComparison.Ordinal) ? AtPath(device[ByPath.Length..], disks)
            : device.StartsWith(ById, StringComparison.Ordinal) && disks.Count == 1 ? new DiskName(0, PartOf(device)) : null;
    }

    /// <summary>What Xen calls it.</summary>
    public override string ToString() => $"/dev/xvd{Letters(Disk)}{Partition}";

    // Names of device mapper, LVM and software RAID are made from what is on the disks.
    private static bool IsOfContent(string id)
        => id.StartsWith("dm-", StringComparison.Ordinal) || id.StartsWith("lvm-pv-uuid-", StringComparison.Ordinal) || id.StartsWith("md-", StringComparison.Ordinal);

    private static DiskName? Nth(IReadOnlyList<MachineDisk> disks, Func<MachineDisk, bool> isCounted, int index, int? partition)
    {
        int[] counted = [.. Enumerable.Range(0, disks.Count).Where(i => isCounted(disks[i]))];
        return index >= 0 && index < counted.Length ? new DiskName(counted[index], partition)
            : counted.Length == 0 && index >= 0 && index < disks.Count ? new DiskName(index, partition) : null;
    }

    private static (char Kind, int Disk, int? Partition)? Lettered(string device)
    {
        if (device.Length < 8 || !device.StartsWith("/dev/", StringComparison.Ordinal) || device[5] is not ('s' or 'h' or 'v') || device[6] != 'd')
        {
            return null;
        }

        int at = 7;
        int disk = 0;
        for (; at < device.Length && at < 7 + MostLetters && char.IsAsciiLetterLower(device[at]); at++)
        {
            disk = (disk * 26) + device[at] - 'a' + 1;
        }

        return at > 7 && TryPartition(device[at..], out int? partition) ? (device[5], disk - 1, partition) : null;
    }

    private static (int Controller, int Namespace, int? Partition)? Nvme(string device)
    {
        const string Start = "/dev/nvme";
        string[] parts = device.StartsWith(Start, StringComparison.Ordinal) ? device[Start.Length..].Split('n', 'p') : [];
        return parts.Length is 2 or 3 && Number(parts[0]) is { } controller && Number(parts[1]) is { } space
            && TryPartition(parts.Length == 3 ? parts[2] : "", out int? partition) ? (controller, space, partition) : null;
    }

    /// <summary><c>pci-0000:03:00.0-scsi-0:0:1:0-part2</c>: host, channel, target and unit; <c>...-ata-2.0</c>: the port, from 1.</summary>
    private static DiskName? AtPath(string path, IReadOnlyList<MachineDisk> disks)
    {
        string[] parts = path.Split('-');
        int scsi = Array.IndexOf(parts, "scsi");
        int ata = Array.IndexOf(parts, "ata");
        int? unit = scsi > 0 && scsi + 1 < parts.Length && parts[scsi + 1].Split(':') is [_, _, var target, _] ? Number(target)
            : ata > 0 && ata + 1 < parts.Length ? Number(parts[ata + 1].Split('.')[0]) - 1 : null;
        int[] found = [.. Enumerable.Range(0, disks.Count).Where(i => disks[i].Unit == unit && (scsi > 0) == (disks[i].Bus is DiskBus.Scsi))];
        return disks.Count == 1 ? new DiskName(0, PartOf(path)) : found.Length == 1 ? new DiskName(found[0], PartOf(path)) : null;
    }

    private static int? PartOf(string name)
        => name.LastIndexOf("-part", StringComparison.Ordinal) is var at and > 0 ? Number(name[(at + 5)..]) : null;

    private static bool TryPartition(string digits, out int? partition)
    {
        partition = Number(digits);
        return partition is not null || digits.Length == 0;
    }

    private static int? Number(string digits)
        => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string Letters(int disk) => disk < 26 ? $"{(char)('a' + disk)}" : Letters((disk / 26) - 1) + Letters(disk % 26);
}
