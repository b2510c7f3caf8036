using Appliance.Formats.Xva;
using Appliance.Runtime.Lifecycle;

namespace Appliance.Runtime.Xapi.Hardware;

/// <summary>Processors and memory of machines in a pool.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiSize(XapiContext pool)
{
    // A guest with more processors than this many to a socket has a key that says so.
    private const string CoresKey = "cores-per-socket";

    /// <summary>Sets them.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="cpus">Processors; null to leave them.</param>
    /// <param name="memory">Bytes; null to leave it.</param>
    /// <param name="cancellationToken">Stops the work before anything is changed.</param>
    /// <exception cref="HostException">The machine cannot have that, or not while it runs.</exception>
    public async Task SetAsync(string machine, int? cpus, long? memory, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Resize, cancellationToken);
        XmlRpcStruct fields = opened.Vm.Fields;
        Check(opened, cpus, memory);
        if (cpus is { } count)
        {
            await (opened.IsRunning ? CallAsync("VM.set_VCPUs_number_live", opened.Reference, count) : SetCpusAsync(opened.Reference, fields, count));
        }

        if (memory is { } bytes)
        {
            await (opened.IsRunning ? CallAsync("VM.set_memory_dynamic_range", opened.Reference, bytes, bytes)
                : CallAsync("VM.set_memory_limits", opened.Reference, Math.Min(fields.Number("memory_static_min"), bytes), bytes, bytes, bytes));
        }
    }

    private void Check(MachineParts machine, int? cpus, long? memory)
    {
        XmlRpcStruct fields = machine.Vm.Fields;
        long cores = long.TryParse(fields.Map("platform").GetValueOrDefault(CoresKey), out long said) && said > 0 ? said : 1;
        if (cpus is { } count && (count < 1 || count % cores != 0))
        {
            throw Refuse(machine, $"has its processors in sockets of {cores}, so that it can have {cores}, {2 * cores}, …, and not {count}");
        }

        if (!machine.IsRunning)
        {
            return;
        }

        if (cpus > fields.Number("VCPUs_max"))
        {
            throw Refuse(machine, $"runs with at most {fields.Number("VCPUs_max")} processors: stop it first");
        }

        if (memory < fields.Number("memory_static_min") || memory > fields.Number("memory_static_max"))
        {
            throw Refuse(machine, $"runs with {fields.Number("memory_static_min")} to {fields.Number("memory_static_max")} bytes of memory: stop it first");
        }
    }

    /// <summary>The pool holds to it at each step that no more start than there can be.</summary>
    private async Task SetCpusAsync(string vm, XmlRpcStruct fields, int count)
    {
        string[] order = count > fields.Number("VCPUs_max") ? ["VM.set_VCPUs_max", "VM.set_VCPUs_at_startup"] : ["VM.set_VCPUs_at_startup", "VM.set_VCPUs_max"];
        foreach (string method in order)
        {
            await CallAsync(method, vm, count);
        }
    }

    private Task CallAsync(string method, string vm, params long[] values)
        => pool.Session.CallAsync(method, [vm, .. values.Select(value => (XmlRpcValue)value)], CancellationToken.None);

    private HostException Refuse(MachineParts machine, string why) => new(pool.Name, $"{machine.Vm.Name} {why}");
}
