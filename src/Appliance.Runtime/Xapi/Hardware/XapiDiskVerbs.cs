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
        long old = opened.Inventory.Find(vdi)?.Number("virtual_size") ?? 0;
        if (size < old)
        {
            throw new HostException(pool.Name, $"{vdev} of {opened.Vm.Name} has {old} bytes, and no disk is cut; ask for as much, or more");
        }

        await pool.Tasks.RunAsync("VDI.resize", [vdi, XvaLayout.RoundUp(size)], CancellationToken.None);
    }

    /// <summary>Gives a machine a blank disk more.</summary>
    /// <returns>What the guest sees it as.</returns>
    public async Task<string> AttachAsync(string machine, long size, string? storage, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        string place = await opened.FreePlaceAsync("VBD", CdPlace, cancellationToken);
        string reference = await XapiStorages.FindAsync(pool, opened.Inventory, storage, cancellationToken);
        string name = XapiDevices.NameAt(int.Parse(place, CultureInfo.InvariantCulture));
        await using var made = new MadeObjects(pool.Session, pool.Time);
        return await PlugAsync(opened, made, place, async () =>
            await made.MakeAsync("VDI", DeviceRecords.Disk(reference, $"{opened.Vm.Name} {name}", XvaLayout.RoundUp(size), $"{Guid.NewGuid()}")), cancellationToken);
    }

    /// <summary>Gives a machine a disk with its content that no machine has.</summary>
    /// <returns>What the guest sees it as.</returns>
    public async Task<string> AttachExistingAsync(string machine, string uuid, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        string vdi = opened.Inventory.Of("VDI").FirstOrDefault(disk => disk.Value.Text("uuid") == uuid).Key
            ?? throw new HostException(pool.Name, $"has no disk (VDI) with the UUID {uuid}");
        if (opened.Inventory.IsUsedByOthers(vdi, []))
        {
            throw new HostException(pool.Name, $"the disk {uuid} belongs to a machine, or to a snapshot");
        }

        string place = await opened.FreePlaceAsync("VBD", CdPlace, cancellationToken);
        await using var made = new MadeObjects(pool.Session, pool.Time);
        return await PlugAsync(opened, made, place, () => Task.FromResult(vdi), cancellationToken);
    }

    /// <summary>Takes a disk off a machine.</summary>
    /// <returns>The UUID of the disk that stays; null where it is gone.</returns>
    public async Task<string?> DetachAsync(string machine, string vdev, bool keepsDisk, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        (string drive, XmlRpcStruct vbd) = opened.DriveOf(vdev);
        string vdi = vbd.Text("VDI");
        if (!keepsDisk && opened.Inventory.IsUsedByOthers(vdi, [opened.Reference]))
        {
            throw new HostException(pool.Name, $"{vdev} of {opened.Vm.Name} hangs on another machine, too; keep its content");
        }

        if (vbd.Flag("currently_attached"))
        {
            await pool.Tasks.RunAsync("VBD.unplug", [drive], cancellationToken);
        }

        await pool.Session.CallAsync("VBD.destroy", [drive], CancellationToken.None);
        if (keepsDisk)
        {
            return opened.Inventory.Find(vdi)?.Text("uuid");
        }

        await pool.Tasks.RunAsync("VDI.destroy", [vdi], CancellationToken.None);
        return null;
    }

    /// <summary>Hangs a disk on a machine, and has the guest see it; where that does not work, all of it is removed again.</summary>
    private async Task<string> PlugAsync(MachineParts machine, MadeObjects made, string place, Func<Task<string>> disk, CancellationToken cancellationToken)
    {
        string? drive = null;
        try
        {
            drive = await made.MakeAsync("VBD", DeviceRecords.Drive(machine.Reference, place, await disk()));
            if (machine.IsRunning)
            {
                await pool.Tasks.RunAsync("VBD.plug", [drive], cancellationToken);
            }
        }
        catch
        {
            if (drive is not null)
            {
                await pool.Session.CallAsync("VBD.destroy", [drive], CancellationToken.None);
            }

            await made.RemoveAsync();
            throw;
        }

        await made.KeepAsync();
        return XapiDevices.NameOf((XmlRpcStruct)await pool.Session.CallAsync("VBD.get_record", [drive], CancellationToken.None));
    }
}
