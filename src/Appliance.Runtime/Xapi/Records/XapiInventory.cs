using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>What a pool knows of its machines, and of all that belongs to them, read at once.</summary>
internal sealed class XapiInventory
{
    /// <summary>The classes that it holds.</summary>
    public static readonly IReadOnlyList<string> Classes = ["VM", "VBD", "VDI", "SR", "VIF", "network", "VM_guest_metrics", "VM_appliance", "PBD", "host"];

    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, XmlRpcStruct>> _classes;
    private readonly Dictionary<string, XmlRpcStruct> _records;

    /// <summary>Holds what was read.</summary>
    /// <param name="classes">The objects of each class, by reference.</param>
    public XapiInventory(IReadOnlyDictionary<string, IReadOnlyDictionary<string, XmlRpcStruct>> classes)
    {
        _classes = classes;
        _records = classes.Values.SelectMany(records => records).ToDictionary(StringComparer.Ordinal);
        Machines = [.. Of("VM").Select(record => new XapiVm(record.Key, record.Value)).Where(vm => vm.IsMachine)];
    }

    /// <summary>The machines: neither templates, nor snapshots, nor what controls a host.</summary>
    public IReadOnlyList<XapiVm> Machines { get; }

    /// <summary>Reads it.</summary>
    /// <exception cref="HostException">The pool does not answer.</exception>
    public static async Task<XapiInventory> ReadAsync(XapiSession session, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, XmlRpcStruct>[] classes = await Task.WhenAll(Classes.Select(name => session.AllAsync(name, cancellationToken)));
        return new XapiInventory(Classes.Zip(classes).ToDictionary(each => each.First, each => each.Second, StringComparer.Ordinal));
    }

    /// <summary>All objects of a class, by reference.</summary>
    public IReadOnlyDictionary<string, XmlRpcStruct> Of(string name) => _classes[name];

    /// <summary>The fields of an object; null where it is not there, or not any more.</summary>
    public XmlRpcStruct? Find(string reference) => _records.GetValueOrDefault(reference);

    /// <summary>A machine by its name, or by its UUID.</summary>
    /// <param name="host">The pool, as the user calls it.</param>
    /// <param name="machine">The name, or the UUID.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="HostException">There is more than one of that name.</exception>
    public XapiVm? FindMachine(string host, string machine)
    {
        bool isUuid = Guid.TryParseExact(machine, "D", out _);
        return XapiObjects.Only(host, "machines", machine, [.. Machines.Where(vm => (isUuid ? vm.Uuid : vm.Name) == machine)], vm => vm.Uuid);
    }

    /// <summary>The objects that a field of another refers to, without those that are gone.</summary>
    public IEnumerable<XmlRpcStruct> All(XmlRpcStruct record, string field) => record.Texts(field).Select(Find).OfType<XmlRpcStruct>();

    /// <summary>Whether a disk hangs on something besides these machines. What was made between two answers counts, too.</summary>
    public bool IsUsedByOthers(string disk, IReadOnlyCollection<string> machines)
        => Find(disk) is { } vdi && vdi.Texts("VBDs").Any(vbd => Find(vbd) is not { } found || !machines.Contains(found.Text("VM")));
}
