using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Migrating;

/// <summary>
/// Moves a machine within a pool or to another one. The pools do it themselves, while it runs, and clean up what they made where it
/// fails or is cancelled: the machine is where it was then.
/// </summary>
/// <param name="source">The pool it is in.</param>
/// <param name="target">The pool it goes to; may be the same.</param>
/// <param name="options">How.</param>
internal sealed class PoolMove(XapiContext source, XapiContext target, MigrationOptions options)
{
    /// <summary>Does it.</summary>
    /// <returns>Where the machine is then: <c>host2 of pool1</c>.</returns>
    /// <exception cref="HostException">It is refused, or failed; the message tells where the machine is.</exception>
    public async Task<string> RunAsync(string machine, CancellationToken cancellationToken)
    {
        XapiVm vm = await source.FindAsync(machine, cancellationToken);
        Demand(vm);
        bool isWithin = await PoolIdAsync(source, cancellationToken) == await PoolIdAsync(target, cancellationToken);
        XapiContext pool = isWithin ? source : target;
        MoveStep step = await PlanAsync(await RouteAsync(vm, isWithin, cancellationToken), pool, cancellationToken);
        if (!isWithin && vm.Appliance is { Length: > 0 } and not XvaFormat.NullReference)
        {
            options.Warn($"{vm.Name} leaves its vApp: {target.Name} has none of it; a vApp moves as a package, by export and import");
        }

        XmlRpcValue result = await MoveAsync(vm, step, cancellationToken);
        // Of a move that was given up it may still be needed.
        await EndAsync(step, pool);
        return isWithin ? await ToldAsync(source, vm.Reference) : await SettleAsync(vm, result.Text());
    }

    private void Demand(XapiVm vm)
    {
        if (XapiStates.Demand(source.Name, vm, Operation.Migrate) == MachineState.Paused)
        {
            throw new HostException(source.Name, $"{vm.Name} is paused, and a pool moves what runs, is stopped or suspended: resume it first");
        }

        source.DemandWhole(vm);
    }

    private static async Task<string> PoolIdAsync(XapiContext pool, CancellationToken cancellationToken)
        => (await pool.Session.AllAsync("pool", cancellationToken)).Values.First().Text("uuid");

    private async Task<IMoveRoute> RouteAsync(XapiVm vm, bool isWithin, CancellationToken cancellationToken)
    {
        XapiInventory here = await XapiInventory.ReadAsync(source.Session, cancellationToken);
        XapiInventory there = isWithin ? here : await XapiInventory.ReadAsync(target.Session, cancellationToken);
        XapiContext pool = isWithin ? source : target;
        XapiMembers members = await XapiMembers.ReadAsync(pool, cancellationToken);
        var storage = new MoveStorage(pool, there, options.Pool is null ? null : await XapiStorages.FindAsync(pool, there, options.Pool, cancellationToken));
        return isWithin ? new RouteWithin(source, vm, here, members, storage, options)
            : new RouteBetween(target, vm, here, new XapiNetworks(target.Name, there), members, storage, options);
    }

    /// <summary>The way to the first host that can have it.</summary>
    private async Task<MoveStep> PlanAsync(IMoveRoute route, XapiContext pool, CancellationToken cancellationToken)
    {
        HostException? refusal = null;
        foreach (XapiMember member in await route.ChooseAsync(cancellationToken))
        {
            MoveStep? step = null;
            try
            {
                step = await route.PlanAsync(member, cancellationToken);
                await step.DemandAsync(source.Tasks, cancellationToken);
                return step;
            }
            catch (HostException e)
            {
                refusal ??= e;
                await EndAsync(step, pool);
            }
        }

        throw refusal!;
    }

    private static Task EndAsync(MoveStep? step, XapiContext pool) => step?.Session is { } session ? pool.Session.EndAsync(session) : Task.CompletedTask;

    private async Task<XmlRpcValue> MoveAsync(XapiVm vm, MoveStep step, CancellationToken cancellationToken)
    {
        try
        {
            return await step.RunAsync(source.Tasks, options.Part, cancellationToken);
        }
        catch (HostException e)
        {
            throw new HostException(source.Name, e.Code, $"{e.Message[(e.Host.Length + 2)..]}; {await new MovePlace(source, target).TellAsync(vm)}", e);
        }
        catch (OperationCanceledException)
        {
            options.Warn(await new MovePlace(source, target).TellAsync(vm));
            throw;
        }
    }

    /// <summary>A machine that starts with its host goes on doing so, which each pool has to allow for itself.</summary>
    private async Task<string> SettleAsync(XapiVm vm, string moved)
    {
        if (XapiAutostart.IsOn(vm.Fields))
        {
            try
            {
                await XapiAutostart.SetAsync(target.Session, moved, isOn: true, CancellationToken.None);
            }
            catch (HostException e)
            {
                options.Warn($"{vm.Name} has moved, and may not start with its host there: {e.Message}");
            }
        }

        return await ToldAsync(target, moved);
    }

    private static async Task<string> ToldAsync(XapiContext pool, string vm)
        => await MovePlace.HostOfAsync(pool, (XmlRpcStruct)await pool.Session.CallAsync("VM.get_record", [vm], CancellationToken.None), CancellationToken.None);
}
