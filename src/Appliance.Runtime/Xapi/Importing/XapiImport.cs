using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>Makes machines in a pool, and fills their disks, one source at a time.</summary>
/// <param name="made">Gets all that is made.</param>
/// <param name="disks">Makes and fills the disks.</param>
/// <param name="networkOf">Gives the reference of the network that a card is to be on, by the name in the package; null for none.</param>
/// <param name="mark">The word that marks the objects until the end.</param>
internal sealed class XapiImport(MadeObjects made, ImportedDisks disks, Func<string?, string> networkOf, string mark)
{
    /// <summary>Makes everything, and copies all disks.</summary>
    /// <param name="source">Its disks are read once, several at a time where they can be read at random.</param>
    /// <param name="sizes">Bytes of the disks, by their identifiers.</param>
    /// <param name="progress">Called from any thread while disks are copied.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The references of the machines, in the group's order.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        IMachineSource source, IReadOnlyDictionary<string, long> sizes, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        var layout = XvaLayout.Create(source, sizes, XvaOptions.Default);
        var machines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (XvaMachineSlot machine in layout.Machines)
        {
            machines.Add(machine.Id, await MakeAsync(machine, source, cancellationToken));
        }

        await JoinAsync(layout, machines, source, cancellationToken);
        await disks.RunAsync(layout, machines, source, progress, cancellationToken);
        return [.. layout.Machines.Select(machine => machines[machine.Id])];
    }

    /// <summary>Adds to machines that the pool has made of an XVA what it does not take from there: their cards and the vApp.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="sizes">Bytes of the disks, by their identifiers.</param>
    /// <param name="references">References of the machines, in the group's order.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task CompleteAsync(IMachineSource source, IReadOnlyDictionary<string, long> sizes, IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        var layout = XvaLayout.Create(source, sizes, XvaOptions.Default);
        foreach ((XvaMachineSlot machine, string vm) in layout.Machines.Zip(references))
        {
            await ConnectAsync(machine, vm, cancellationToken);
        }

        await JoinAsync(layout, layout.Machines.Zip(references).ToDictionary(pair => pair.First.Id, pair => pair.Second), source, cancellationToken);
    }

    // A vApp has no place for a mark: it is made when there are marked machines that tell of it.
    private async Task JoinAsync(XvaLayout layout, Dictionary<string, string> machines, IMachineSource source, CancellationToken cancellationToken)
    {
        if (layout.Machines.Count == 1)
        {
            return;
        }

        string group = await made.MakeAsync("VM_appliance", DeviceRecords.Group(source.Group.Name), cancellationToken);
        foreach (XvaMachineSlot machine in layout.Machines)
        {
            await made.JoinAsync(machines[machine.Id], group, XvaMachineRecord.Create(machine, "", source));
        }
    }

    private async Task<string> MakeAsync(XvaMachineSlot machine, IMachineSource source, CancellationToken cancellationToken)
    {
        XmlRpcStruct record = XvaMachineRecord.Create(machine, "", source);
        var config = (XmlRpcStruct)record.Find("other_config")!;
        (config[MadeObjects.MarkKey], config[ImportBeat.Key]) = (mark, ImportBeat.First);
        string vm = await made.MakeAsync("VM", record, cancellationToken);
        await ConnectAsync(machine, vm, cancellationToken);
        foreach (XvaDriveSlot drive in machine.Drives.Where(drive => drive.Disk is null))
        {
            await made.MakeAsync("VBD", DeviceRecords.Drive(vm, $"{drive.Position}", null, drive.IsBootable), cancellationToken);
        }

        return vm;
    }

    private async Task ConnectAsync(XvaMachineSlot machine, string vm, CancellationToken cancellationToken)
    {
        foreach (XvaCardSlot card in machine.Cards)
        {
            await made.MakeAsync("VIF", DeviceRecords.Card(vm, $"{card.Position}", networkOf(card.Card.Network), card.Card.Mac), cancellationToken);
        }
    }
}
