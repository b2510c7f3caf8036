using System.Globalization;
using Appliance.Formats.Xva;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Hardware;

/// <summary>Disks of machines in a pool: a VDI, and the VBD that it hangs on.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiDiskVerbs(XapiContext pool)
{
    // Where pools have the CD drive.
    private const string CdPlace = "3";

    /// <summary>Grows a disk of a stopped machine.</summary>
    /// <exception cref="HostException">It is smaller than the disk is, or the storage has no room.</exception>
    public async Task GrowAsync(string machine, string vdev, long size, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.GrowDisk, cancellationToken);
        string vdi = opened.DriveOf(vdev).Vbd.Text("VDI");
        // Some storages cut a disk without a word.
        long old = long.Parse((await pool.Session.CallAsync("VDI.get_virtual_size", [vdi], cancellationToken)).Text(), CultureInfo.InvariantCulture);
        if (size < old)
        {
            throw new HostException(pool.Name, $"{vdev} of {opened.Vm.Name} has {old} bytes, and no disk is cut; ask for as much, or more");
        }

        await pool.Tasks.RunAsync("VDI.resize", [vdi, XvaLayout.RoundUp(size)], CancellationToken.None);
    }

    /// <summary>Gives a machine a blank disk more, beside its first one where no storage is named.</summary>
    /// <returns>What the guest sees it as.</returns>
    public async Task<string> AttachAsync(string machine, long size, string? storage, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        string place = await opened.FreePlaceAsync("VBD", CdPlace, cancellationToken);
        string reference = await XapiStorages.FindAsync(pool, opened.Inventory, storage ?? opened.FirstStorage, cancellationToken);
        string name = $"{opened.Vm.Name} {XapiDevices.NameAt(int.Parse(place, CultureInfo.InvariantCulture))}";
        return await new DiskPlugging(opened).AttachAsync(
            place, async made => await made.MakeAsync("VDI", DeviceRecords.Disk(reference, name, XvaLayout.RoundUp(size), $"{Guid.NewGuid()}"), cancellationToken), cancellationToken);
    }

    /// <summary>Gives a machine a disk with its content that no machine has.</summary>
    /// <returns>What the guest sees it as.</returns>
    public async Task<string> AttachExistingAsync(string machine, string uuid, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        (string vdi, XmlRpcStruct? record) = opened.Inventory.Of("VDI").FirstOrDefault(disk => disk.Value.Text("uuid") == uuid);
        if (record is null)
        {
            throw new HostException(pool.Name, $"has no disk (VDI) with the UUID {uuid}");
        }

        if (opened.Inventory.IsUsedByOthers(vdi, []))
        {
            throw new HostException(pool.Name, $"the disk {uuid} belongs to a machine, or to a snapshot");
        }

        // The memory of suspended machines, what a pool writes of itself, and what snapshots are made of hang on nothing either.
        if (record.Text("type") != "user" || record.Flag("is_a_snapshot") || record.Flag("missing"))
        {
            throw new HostException(pool.Name, $"{uuid} is no disk of a machine's, but one of the pool's own ({record.Text("type")}, \"{record.Text("name_label")}\")");
        }

        string place = await opened.FreePlaceAsync("VBD", CdPlace, cancellationToken);
        return await new DiskPlugging(opened).AttachAsync(place, _ => Task.FromResult(vdi), cancellationToken);
    }

    /// <summary>Takes a disk off a machine.</summary>
    /// <returns>The UUID of the disk that stays; null where it is gone.</returns>
    public async Task<string?> DetachAsync(string machine, string vdev, bool keepsDisk, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        (string drive, XmlRpcStruct vbd) = opened.DriveOf(vdev);
        string vdi = vbd.Text("VDI");
        string uuid = opened.Inventory.Find(vdi)?.Text("uuid") ?? throw new HostException(pool.Name, $"{vdev} of {opened.Vm.Name} has just been removed");
        if (!keepsDisk && opened.Inventory.IsUsedByOthers(vdi, [opened.Reference]))
        {
            throw new HostException(pool.Name, $"{vdev} of {opened.Vm.Name} hangs on another machine, too; keep its content");
        }

        await ImportMarks.UnmarkAsync(pool.Session, vdi);
        await opened.TakeOffAsync("VBD", drive, cancellationToken);
        if (keepsDisk)
        {
            return uuid;
        }

        try
        {
            await pool.Tasks.RunAsync("VDI.destroy", [vdi], CancellationToken.None);
            return null;
        }
        catch (XapiException e)
        {
            throw new HostException(pool.Name, null, $"{vdev} is taken off {opened.Vm.Name}, and its disk {uuid} could not be removed; remove it by hand: {e.Error}", e);
        }
    }
}
