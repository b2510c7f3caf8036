using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Networking;

/// <summary>Finds the interface (PIF) that a VLAN is to be on. The pool puts the VLAN on the same device of its other hosts by itself.</summary>
/// <param name="host">The pool, as the user calls it.</param>
/// <param name="pifs">All PIFs, by reference.</param>
/// <param name="coordinator">Reference of the coordinator of the pool, whose devices are meant.</param>
internal sealed class PifSearch(string host, IReadOnlyDictionary<string, XmlRpcStruct> pifs, string coordinator)
{
    /// <summary>The reference of the one that is meant.</summary>
    /// <param name="wanted">A device of the coordinator's, or the UUID of a PIF.</param>
    /// <exception cref="HostException">There is none; the message lists those there are.</exception>
    public string Demand(string wanted)
    {
        KeyValuePair<string, XmlRpcStruct>[] able = [.. pifs.Where(pif => CanCarry(pif.Value))];
        return able.FirstOrDefault(pif => pif.Value.Text("uuid") == wanted || (pif.Value.Text("device") == wanted && pif.Value.Text("host") == coordinator)).Key
            ?? throw new HostException(host, $"has no interface {wanted} that could carry a VLAN; its coordinator has {List(able)}");
    }

    // Neither VLANs themselves (theirs is not -1), nor the members of a bond.
    private static bool CanCarry(XmlRpcStruct pif) => pif.Number("VLAN") < 0 && pif.Text("bond_slave_of") is "" or XvaFormat.NullReference;

    private string List(KeyValuePair<string, XmlRpcStruct>[] able)
        => string.Join(", ", able.Where(pif => pif.Value.Text("host") == coordinator).Select(pif => pif.Value.Text("device")).Order(StringComparer.Ordinal).DefaultIfEmpty("none"));
}
