using Appliance.Formats.Xva;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Migrating;

/// <summary>Tells where a machine is, by looking.</summary>
/// <param name="source">The pool it is in, or was.</param>
/// <param name="target">The pool it was to go to.</param>
internal sealed class MovePlace(XapiContext source, XapiContext target)
{
    // Whoever gave up wants to be told all the same, and soon.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly string[] Moving = ["pool_migrate", "migrate_send"];

    /// <summary>A sentence on where it is after a move that did not come to its end.</summary>
    public async Task<string> TellAsync(XapiVm vm)
    {
        using var limit = new CancellationTokenSource(Longest, source.Time);
        try
        {
            return await FindAsync(source, "VM.get_record", vm.Reference, limit.Token) is { } here ? await TellHereAsync(vm, here, limit.Token)
                : await FindThereAsync(vm, limit.Token) is { } there ? $"{vm.Name} has moved: {await DescribeAsync(target, there, limit.Token)}"
                : $"{vm.Name} is in neither pool; look for it with xe vm-list, and for its disks with xe vdi-list";
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            return $"where {vm.Name} is cannot be told now: look with appliance list";
        }
    }

    private async Task<string> TellHereAsync(XapiVm vm, XmlRpcStruct here, CancellationToken cancellationToken)
    {
        if (here.Map("current_operations").Values.Any(Moving.Contains))
        {
            return $"{vm.Name} is still moving, and cannot be stopped at this point: look with appliance list";
        }

        bool hasMoved = here.Text("power_state") == "Running" && here.Text("resident_on") != vm.Fields.Text("resident_on");
        return $"{vm.Name} {(hasMoved ? "has moved" : "is where it was")}: {await DescribeAsync(source, here, cancellationToken)}";
    }

    /// <summary>The host of a machine and its pool, as people read it.</summary>
    public static async Task<string> HostOfAsync(XapiContext pool, XmlRpcStruct vm, CancellationToken cancellationToken)
        => (await XapiMembers.ReadAsync(pool, cancellationToken)).At(vm.Text("resident_on")) is { } member ? $"{member.Name} of {pool.Name}" : pool.Name;

    private static async Task<string> DescribeAsync(XapiContext pool, XmlRpcStruct vm, CancellationToken cancellationToken)
        => $"{StateTable.Word(XapiStates.Read(vm.Text("power_state")))}, on {await HostOfAsync(pool, vm, cancellationToken)}";

    private async Task<XmlRpcStruct?> FindThereAsync(XapiVm vm, CancellationToken cancellationToken)
        => (await target.Session.AllAsync("VM", cancellationToken)).Values.FirstOrDefault(other => other.Text("uuid") == vm.Uuid);

    private static async Task<XmlRpcStruct?> FindAsync(XapiContext pool, string method, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return (XmlRpcStruct)await pool.Session.CallAsync(method, [reference], cancellationToken);
        }
        catch (XapiException e) when (e.Error.Code == XapiError.HandleInvalid)
        {
            return null;
        }
    }
}
