using Appliance.Formats.Xva;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Consoles;

/// <summary>Opens the text consoles of machines: a pool has a record of each console, which names the host that has it.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiConsoles(XapiContext pool)
{
    // What xapi calls a console of text; the others, rfb and rdp, are screens.
    private const string Text = "vt100";

    /// <summary>Opens one; the caller disposes it.</summary>
    /// <exception cref="HostException">The machine does not run, or has no text console.</exception>
    public async Task<XapiConsole> OpenAsync(string machine, CancellationToken cancellationToken)
    {
        XapiVm vm = await pool.TryFindAsync(machine, cancellationToken) ?? throw await MissingAsync(machine, cancellationToken);
        if (XapiStates.Demand(pool.Name, vm, Operation.Console) != MachineState.Running)
        {
            throw new HostException(pool.Name, $"{vm.Name} is {vm.PowerState.ToLowerInvariant()}, and a pool opens consoles of what runs: resume it first");
        }

        (string reference, XmlRpcStruct console) = await FindAsync(vm, cancellationToken);
        return await new ConsoleConnection(pool).OpenAsync(reference, console.Text("location"), cancellationToken);
    }

    private async Task<(string Reference, XmlRpcStruct Console)> FindAsync(XapiVm vm, CancellationToken cancellationToken)
    {
        foreach (string reference in vm.Fields.Texts("consoles"))
        {
            var console = (XmlRpcStruct)await pool.Session.CallAsync("console.get_record", [reference], cancellationToken);
            if (console.Text("protocol") == Text)
            {
                return (reference, console);
            }
        }

        throw new HostException(pool.Name, $"{vm.Name} has no text console{WayOut(vm)}");
    }

    // The serial line of an HVM machine is its text console. The platform's word counts before the other one; without both there is one.
    private static string WayOut(XapiVm vm)
    {
        const string Key = "hvm_serial";
        string serial = vm.Fields.Map("platform").GetValueOrDefault(Key) ?? vm.Fields.Map("other_config").GetValueOrDefault(Key) ?? "pty";
        return serial == "pty" ? ", only a screen: XenCenter and Xen Orchestra show that"
            : $": its serial line is {serial}; it has one after xe vm-param-set uuid={vm.Uuid} platform:{Key}=pty, and a new start";
    }

    /// <summary>The error for what is no machine: a control domain has a console, too, and nobody who may ask here for it.</summary>
    private async Task<HostException> MissingAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, XmlRpcStruct> all = await pool.Session.AllAsync("VM", cancellationToken);
        return all.Values.Any(vm => vm.Flag("is_control_domain") && (vm.Text("name_label") == name || vm.Text("uuid") == name))
            ? new HostException(pool.Name, $"{name} is the domain that controls a host, and no machine: log in to the host itself, by ssh") : pool.Missing(name);
    }
}
