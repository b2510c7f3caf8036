using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Migrating;

/// <summary>A move within a pool: to another host, to another storage, or both.</summary>
/// <param name="pool">The pool.</param>
/// <param name="vm">The machine.</param>
/// <param name="inventory">What the pool knows.</param>
/// <param name="members">Its hosts.</param>
/// <param name="storage">Where the disks go.</param>
/// <param name="options">What was wished.</param>
internal sealed class RouteWithin(XapiContext pool, XapiVm vm, XapiInventory inventory, XapiMembers members, MoveStorage storage, MigrationOptions options) : IMoveRoute
{
    private bool IsRunning => XapiStates.Read(vm.PowerState) == MachineState.Running;

    private XapiMember? Home => members.At(vm.Fields.Text("resident_on"));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<XapiMember>> ChooseAsync(CancellationToken cancellationToken)
    {
        if (options.Networks.Count > 0)
        {
            throw new HostException(pool.Name, $"{vm.Name} keeps its networks when it moves within its pool: leave --network out");
        }

        if (options.Member is { } named)
        {
            return [DemandChange(members.Find(named))];
        }

        return options.Pool is null ? await OthersAsync(cancellationToken) : [.. await ForStorageAsync(cancellationToken)];
    }

    /// <inheritdoc/>
    public async Task<MoveStep> PlanAsync(XapiMember member, CancellationToken cancellationToken)
    {
        if (options.Pool is null && IsRunning && storage.SeesAll(vm, member.Reference))
        {
            return MoveStep.Memory(vm.Reference, member);
        }

        (string Disk, string Storage)[] disks = [.. MoveStorage.DisksOf(inventory, vm).Select(disk => (disk, inventory.Find(disk)!.Text("SR")))];
        XmlRpcStruct map = await storage.MapAsync(disks, member, cancellationToken);
        if (member == Home && disks.All(disk => map.Text(disk.Disk) == disk.Storage))
        {
            throw new HostException(pool.Name, $"{vm.Name} is on {member.Name} already, and so are its disks in that storage: there is nothing to do");
        }

        return MoveStep.Whole(vm.Reference, member, await members.AwaitAsync(member, cancellationToken), map, new XmlRpcStruct());
    }

    /// <summary>What does not run is on no host: only its disks can be where another does not see them.</summary>
    private XapiMember DemandChange(XapiMember member) => (options.Pool, IsRunning) switch
    {
        (null, true) when member == Home => throw new HostException(pool.Name, $"{vm.Name} runs on {member.Name} already: there is nothing to do"),
        (null, false) when storage.SeesAll(vm, member.Reference) => throw new HostException(
            pool.Name, $"{vm.Name} is {StateTable.Word(XapiStates.Read(vm.PowerState))}, and {member.Name} sees its disks: there is nothing to move; set --affinity has it start there"),
        _ => member,
    };

    private async Task<IReadOnlyList<XapiMember>> OthersAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning)
        {
            throw new HostException(pool.Name, $"{vm.Name} is {StateTable.Word(XapiStates.Read(vm.PowerState))}, and is on no host of its pool: name a storage with --sr, or another pool with --to");
        }

        IReadOnlyList<string> possible = (await pool.Session.CallAsync("VM.get_possible_hosts", [vm.Reference], cancellationToken)).Texts();
        IReadOnlyList<XapiMember> others = await members.SortAsync(possible.Where(host => host != Home?.Reference), cancellationToken);
        return others.Count > 0 ? others
            : throw new HostException(pool.Name, $"no other host can run {vm.Name} with its disks where they are; name one with --member, and a storage that it sees with --sr");
    }

    /// <summary>A machine that runs stays where it is, if the storage is seen from there.</summary>
    private async Task<IEnumerable<XapiMember>> ForStorageAsync(CancellationToken cancellationToken)
        => (await members.SortAsync(cancellationToken)).OrderByDescending(member => member == Home);
}
