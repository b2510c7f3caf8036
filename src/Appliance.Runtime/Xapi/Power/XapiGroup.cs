using Appliance.Formats.Xva;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Power;

/// <summary>A vApp (VM_appliance): machines that start and end together, in an order.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Reference">Its reference.</param>
/// <param name="Fields">All its fields.</param>
internal sealed record XapiGroup(XapiContext Pool, string Reference, XmlRpcStruct Fields)
{
    /// <summary>Its name.</summary>
    public string Name => Fields.Text("name_label");

    /// <summary>Whether a machine starts with its vApp, as its import has written it down.</summary>
    public static bool StartsWithIt(XapiVm vm)
        => vm.Fields.Map("other_config").GetValueOrDefault(XvaMachineRecord.StartKey) != XvaMachineRecord.NoStart;

    /// <summary>Its machines, a lower order first.</summary>
    public async Task<IReadOnlyList<XapiVm>> ReadMachinesAsync(CancellationToken cancellationToken)
    {
        XmlRpcValue[] records = await Task.WhenAll(Fields.Texts("VMs").Select(vm => Pool.Session.CallAsync("VM.get_record", [vm], cancellationToken)));
        return [.. Fields.Texts("VMs").Zip(records, (vm, record) => new XapiVm(vm, (XmlRpcStruct)record)).Where(vm => vm.IsMachine).OrderBy(OrderOf)];
    }

    /// <summary>Starts those of its machines that start with it. The pool itself knows none that do not.</summary>
    /// <param name="power">Starts one.</param>
    /// <param name="isPaused">Whether to hold them before their first instruction.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">Some did not start; where one is left out, those of a later order were not tried.</exception>
    public async Task StartAsync(XapiPower power, bool isPaused, CancellationToken cancellationToken)
    {
        IReadOnlyList<XapiVm> machines = await ReadMachinesAsync(cancellationToken);
        if (machines.All(StartsWithIt))
        {
            await Pool.Tasks.RunAsync("VM_appliance.start", [Reference, isPaused], cancellationToken);
            return;
        }

        XapiVm[] wanted = [.. machines.Where(vm => StartsWithIt(vm) && XapiStates.Read(vm.PowerState) is MachineState.Stopped or MachineState.Suspended)];
        if (wanted.Length == 0)
        {
            throw new HostException(Pool.Name, $"{Name} has no machine to start: those that start with it run, and the others start by their own names");
        }

        foreach (IGrouping<long, XapiVm> step in wanted.GroupBy(OrderOf))
        {
            // A start ends when the delay behind it is over.
            await TogetherAsync(step, vm => power.StartAsync(vm, isPaused, cancellationToken));
        }
    }

    /// <summary>Ends all of its machines, the other way round: asks them, and ends those that have not gone down within the limit.</summary>
    /// <returns>Whether all went down by themselves.</returns>
    public async Task<bool> StopAsync(XapiPower power, TimeSpan limit, CancellationToken cancellationToken)
    {
        bool isClean = await power.AskGroupAsync(Reference, limit, cancellationToken);
        if (!isClean)
        {
            await Pool.Tasks.RunAsync("VM_appliance.hard_shutdown", [Reference], cancellationToken);
        }

        return isClean;
    }

    private static long OrderOf(XapiVm vm) => vm.Fields.Number("order");

    private async Task TogetherAsync(IEnumerable<XapiVm> machines, Func<XapiVm, Task> act)
    {
        string?[] problems = await Task.WhenAll(machines.Select(TryAsync));
        if (string.Join("; ", problems.OfType<string>()) is { Length: > 0 } all)
        {
            throw new HostException(Pool.Name, all);
        }

        async Task<string?> TryAsync(XapiVm vm)
        {
            try
            {
                await act(vm);
                return null;
            }
            catch (HostException e)
            {
                return $"{vm.Name} does not start: {e.Message[(e.Host.Length + 2)..]}";
            }
        }
    }
}
