using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Importing;

namespace Appliance.Runtime.Xapi.Hardware;

/// <summary>Discs (ISO images) in the CD drives of machines in a pool.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiDiscVerbs(XapiContext pool)
{
    // Where pools have the CD drive.
    private const string UsualPlace = "3";

    /// <summary>Puts a disc into a machine's drive; a stopped machine without a drive gets one.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="disc">Name or UUID of an ISO image in one of the pool's ISO storages.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The name of the disc.</returns>
    /// <exception cref="HostException">There is no such disc, a disc is in the drive already, or a running machine has no drive.</exception>
    public async Task<string> InsertAsync(string machine, string disc, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        (string vdi, string name) = await new DiscSearch(pool).DemandAsync(opened.Inventory, disc, cancellationToken);
        if (opened.OpticalDrives.ToArray() is { Length: > 0 } drives)
        {
            string drive = drives.FirstOrDefault(drive => drive.Fields.Flag("empty"), drives[0]).Reference;
            await pool.Tasks.RunAsync("VBD.insert", [drive, vdi], cancellationToken);
        }
        else if (opened.IsRunning)
        {
            throw new HostException(pool.Name, $"{opened.Vm.Name} has no CD drive, and gets none while it runs: stop it first");
        }
        else
        {
            await pool.Session.CallAsync("VBD.create", [DeviceRecords.OpticalDrive(opened.Reference, await PlaceAsync(opened, cancellationToken), vdi)], CancellationToken.None);
        }

        return name;
    }

    /// <summary>Takes the discs out of a machine's drives, which stay.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">There is none in them.</exception>
    public async Task EjectAsync(string machine, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        string[] full = [.. opened.OpticalDrives.Where(drive => !drive.Fields.Flag("empty")).Select(drive => drive.Reference)];
        if (full.Length == 0)
        {
            throw new HostException(pool.Name, $"{opened.Vm.Name} has no disc in a drive");
        }

        foreach (string drive in full)
        {
            await pool.Tasks.RunAsync("VBD.eject", [drive], cancellationToken);
        }
    }

    /// <summary>The usual place of a drive, or another where a disk has that.</summary>
    private async Task<string> PlaceAsync(MachineParts machine, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> free = (await pool.Session.CallAsync("VM.get_allowed_VBD_devices", [machine.Reference], cancellationToken)).Texts();
        return free.Contains(UsualPlace) ? UsualPlace : await machine.FreePlaceAsync("VBD", "", cancellationToken);
    }
}
