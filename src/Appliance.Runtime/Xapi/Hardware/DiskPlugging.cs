using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Hardware;

/// <summary>Hangs disks on a machine, so that its guest sees them where it runs.</summary>
/// <param name="machine">The machine.</param>
internal sealed class DiskPlugging(MachineParts machine)
{
    private readonly XapiContext _pool = machine.Pool;

    /// <summary>Hangs a disk on it; where that does not work, all of it is removed again.</summary>
    /// <param name="place">Where it is to be.</param>
    /// <param name="disk">Makes the disk, or gives one that is there; its reference.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What the guest sees it as.</returns>
    public async Task<string> AttachAsync(string place, Func<MadeObjects, Task<string>> disk, CancellationToken cancellationToken)
    {
        await using var made = new MadeObjects(_pool.Session, _pool.Time);
        string? drive = null;
        try
        {
            drive = await made.MakeAsync("VBD", DeviceRecords.Drive(machine.Reference, place, await disk(made)), cancellationToken);
            if (machine.IsRunning)
            {
                await _pool.Tasks.RunAsync("VBD.plug", [drive], cancellationToken);
            }
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            await UndoAsync(made, drive);
            throw;
        }

        await made.KeepAsync();
        return XapiDevices.NameOf((XmlRpcStruct)await _pool.Session.CallAsync("VBD.get_record", [drive], CancellationToken.None));
    }

    private async Task UndoAsync(MadeObjects made, string? drive)
    {
        try
        {
            await (drive is null ? Task.CompletedTask : machine.TakeOffAsync("VBD", drive, CancellationToken.None));
        }
        catch (HostException e)
        {
            // The guest has it, and it is a disk like others.
            await made.KeepAsync();
            throw new HostException(_pool.Name, null, $"the new disk could not be taken off {machine.Vm.Name} again, and stays there: {e.Message}", e);
        }

        IReadOnlyList<string> problems = await made.RemoveAsync();
        if (problems.Count > 0)
        {
            throw new HostException(_pool.Name, $"the new disk could not be removed again: {string.Join("; ", problems)}");
        }
    }
}
