using Appliance.Formats.Xva;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Hardware;

/// <summary>A machine whose hardware is changed: its drives and cards, and what its pool knows besides.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Vm">The machine.</param>
/// <param name="Inventory">What the pool knows.</param>
internal sealed record MachineParts(XapiContext Pool, XapiVm Vm, XapiInventory Inventory)
{
    /// <summary>Its reference.</summary>
    public string Reference => Vm.Reference;

    /// <summary>Whether its guest runs, and has to agree.</summary>
    public bool IsRunning => XapiStates.Read(Vm.PowerState) == MachineState.Running;

    /// <summary>The UUID of the storage that its first disk is in; null where it has none.</summary>
    public string? FirstStorage
        => Drives.OrderBy(drive => XapiDevices.PlaceOf(drive.Fields, "userdevice")).Select(drive => Inventory.Find(drive.Fields.Text("VDI"))).OfType<XmlRpcStruct>()
            .Select(disk => Inventory.Find(disk.Text("SR"))?.Text("uuid")).FirstOrDefault();

    /// <summary>Its CD drives, by place.</summary>
    public IEnumerable<(string Reference, XmlRpcStruct Fields)> OpticalDrives
        => Parts("VBDs").Where(drive => drive.Fields.Text("type") == "CD").OrderBy(drive => XapiDevices.PlaceOf(drive.Fields, "userdevice"));

    private IEnumerable<(string Reference, XmlRpcStruct Fields)> Drives => Parts("VBDs").Where(drive => drive.Fields.Text("type") == "Disk");

    /// <summary>Finds one.</summary>
    /// <exception cref="HostException">There is none, or its state does not allow the operation.</exception>
    public static async Task<MachineParts> OpenAsync(XapiContext pool, string machine, Operation operation, CancellationToken cancellationToken)
    {
        XapiVm vm = await pool.FindAsync(machine, cancellationToken);
        XapiStates.Demand(pool.Name, vm, operation);
        return new MachineParts(pool, vm, await XapiInventory.ReadAsync(pool.Session, cancellationToken));
    }

    /// <summary>One of its drives (VBDs) that has a disk.</summary>
    /// <param name="vdev">What the guest sees it as.</param>
    /// <returns>Its reference, and its fields.</returns>
    /// <exception cref="HostException">There is none.</exception>
    public (string Reference, XmlRpcStruct Vbd) DriveOf(string vdev)
    {
        (string Reference, XmlRpcStruct Vbd)[] drives = [.. Drives];
        return drives.FirstOrDefault(drive => XapiDevices.NameOf(drive.Vbd) == vdev) is { Reference: not null } found ? found
            : throw new HostException(Pool.Name, $"{Vm.Name} has no disk {vdev}; it has {List(drives.Select(drive => XapiDevices.NameOf(drive.Vbd)))}");
    }

    /// <summary>One of its network cards (VIFs), by reference.</summary>
    /// <exception cref="HostException">It has none of that address.</exception>
    public string CardOf(string mac)
    {
        (string Reference, XmlRpcStruct Vif)[] cards = [.. Parts("VIFs")];
        return cards.FirstOrDefault(card => string.Equals(card.Vif.Text("MAC"), mac, StringComparison.OrdinalIgnoreCase)).Reference
            ?? throw new HostException(Pool.Name, $"{Vm.Name} has no network card {mac}; it has {List(cards.Select(card => card.Vif.Text("MAC")))}");
    }

    /// <summary>The first free place, as the pool tells it.</summary>
    /// <param name="name">For what: <c>VBD</c>, <c>VIF</c>.</param>
    /// <param name="left">A place that is kept free; empty for none.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <exception cref="HostException">There is none.</exception>
    public async Task<string> FreePlaceAsync(string name, string left, CancellationToken cancellationToken)
        => (await Pool.Session.CallAsync($"VM.get_allowed_{name}_devices", [Reference], cancellationToken)).Texts().FirstOrDefault(place => place != left)
            ?? throw new HostException(Pool.Name, $"{Vm.Name} has all the {name}s it can have");

    /// <summary>Takes a drive (<c>VBD</c>) or a card (<c>VIF</c>) off it; a disk stays.</summary>
    /// <param name="name">Its class.</param>
    /// <param name="part">Its reference.</param>
    /// <param name="cancellationToken">Gives up on a guest that does not let it go.</param>
    public async Task TakeOffAsync(string name, string part, CancellationToken cancellationToken)
    {
        // Read anew: what was given up on may have come to its end.
        if (((XmlRpcStruct)await Pool.Session.CallAsync($"{name}.get_record", [part], CancellationToken.None)).Flag("currently_attached"))
        {
            await Pool.Tasks.RunAsync($"{name}.unplug", [part], cancellationToken);
        }

        await Pool.Session.CallAsync($"{name}.destroy", [part], CancellationToken.None);
    }

    private IEnumerable<(string Reference, XmlRpcStruct Fields)> Parts(string field)
        => Vm.Fields.Texts(field).Where(part => Inventory.Find(part) is not null).Select(part => (part, Inventory.Find(part)!));

    private static string List(IEnumerable<string> names) => names.Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } all ? string.Join(", ", all) : "none";
}
