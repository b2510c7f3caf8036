using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Migrating;

/// <summary>Where the disks of a machine go: to a storage that was named, or else they stay where the host it goes to sees them.</summary>
/// <param name="target">The pool it goes to.</param>
/// <param name="inventory">What that pool knows.</param>
/// <param name="named">Reference of the storage that was named; null for none.</param>
internal sealed class MoveStorage(XapiContext target, XapiInventory inventory, string? named)
{
    /// <summary>The disks of a machine, by reference.</summary>
    public static string[] DisksOf(XapiInventory inventory, XapiVm vm)
        => [.. inventory.All(vm.Fields, "VBDs").Where(vbd => vbd.Text("type") == "Disk").Select(vbd => vbd.Text("VDI")).Where(disk => inventory.Find(disk) is not null).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a host sees a storage.</summary>
    public bool IsSeen(string storage, string host)
        => inventory.Find(storage) is { } record && inventory.All(record, "PBDs").Any(plug => plug.Text("host") == host && plug.Flag("currently_attached"));

    /// <summary>Whether a host sees where all of a machine's disks are already.</summary>
    public bool SeesAll(XapiVm vm, string host) => DisksOf(inventory, vm).All(disk => IsSeen(inventory.Find(disk)!.Text("SR"), host));

    /// <summary>The storage of each disk there, by reference.</summary>
    /// <param name="disks">The disks, with the storage that each is in; one that is none of this pool's is not seen.</param>
    /// <param name="member">The host that the machine goes to.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <exception cref="HostException">The host does not see any that they could go to.</exception>
    public async Task<XmlRpcStruct> MapAsync(IEnumerable<(string Disk, string Storage)> disks, XapiMember member, CancellationToken cancellationToken)
    {
        var map = new XmlRpcStruct();
        foreach ((string disk, string storage) in disks)
        {
            map[disk] = named is null && IsSeen(storage, member.Reference) ? storage : await PlaceAsync(member, cancellationToken);
        }

        return map;
    }

    private async Task<string> PlaceAsync(XapiMember member, CancellationToken cancellationToken)
    {
        string storage = named ?? await XapiStorages.FindAsync(target, inventory, null, cancellationToken);
        return IsSeen(storage, member.Reference) ? storage : throw new HostException(
            target.Name, $"{member.Name} does not see the storage {inventory.Find(storage)!.Text("name_label")}; name one that it sees with --sr: {string.Join(", ", Seen(member))}");
    }

    private IEnumerable<string> Seen(XapiMember member) => inventory.Of("SR").Where(storage => Reporting.XapiReporter.IsForDisks(storage.Value) && IsSeen(storage.Key, member.Reference))
        .Select(storage => storage.Value.Text("name_label")).Order(StringComparer.Ordinal);
}
