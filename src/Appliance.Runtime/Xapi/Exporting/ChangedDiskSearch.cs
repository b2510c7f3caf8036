using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Exporting;

/// <summary>Finds a disk in two states of a machine.</summary>
/// <param name="host">The pool, as the user calls it.</param>
/// <param name="inventory">What it knows.</param>
/// <param name="vm">The machine.</param>
internal sealed class ChangedDiskSearch(string host, XapiInventory inventory, XapiVm vm)
{
    /// <summary>Finds it.</summary>
    /// <param name="now">The machine, or a snapshot of it.</param>
    /// <param name="before">An older snapshot.</param>
    /// <param name="vdev">Which disk; null for the only one.</param>
    /// <exception cref="HostException">There is none, more than one, or another one was there before.</exception>
    public ChangedDisk Find(XapiVm now, XapiVm before, string? vdev)
    {
        Dictionary<string, string> disks = DisksOf(now), older = DisksOf(before);
        string wanted = vdev ?? (disks.Count == 1 ? disks.Keys.Single()
            : throw new HostException(host, $"{vm.Name} has {(disks.Count == 0 ? "no disks" : $"the disks {string.Join(", ", disks.Keys.Order(StringComparer.Ordinal))}: name one with --disk")}"));
        string disk = disks.GetValueOrDefault(wanted) ?? throw new HostException(host, $"{now.Name} has no disk {wanted}; it has {string.Join(", ", disks.Keys.Order(StringComparer.Ordinal))}");
        if (older.GetValueOrDefault(wanted) is not { } then || OriginOf(then) != OriginOf(disk))
        {
            throw new HostException(host, $"{wanted} of {vm.Name} is another disk than in the snapshot {before.Name}: export it whole");
        }

        XmlRpcStruct record = inventory.Find(disk)!;
        return new ChangedDisk(wanted, record.Text("name_label"), disk, then, record.Number("virtual_size"));
    }

    private Dictionary<string, string> DisksOf(XapiVm machine) => inventory.All(machine.Fields, "VBDs")
        .Where(vbd => vbd.Text("type") == "Disk" && inventory.Find(vbd.Text("VDI")) is not null)
        .ToDictionary(vbd => XapiDevices.NameAt(XapiDevices.PlaceOf(vbd, "userdevice")), vbd => vbd.Text("VDI"), StringComparer.Ordinal);

    /// <summary>What a disk was taken of; the disk itself where it is no snapshot.</summary>
    private string OriginOf(string vdi) => inventory.Find(vdi)!.Text("snapshot_of") is { Length: > 0 } origin && origin != XvaFormat.NullReference ? origin : vdi;
}
