using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Reporting;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>The hosts of a pool, those with the most free memory first.</summary>
/// <param name="pool">The pool.</param>
/// <param name="hosts">The records of its hosts, by reference.</param>
internal sealed class XapiMembers(XapiContext pool, IReadOnlyDictionary<string, XmlRpcStruct> hosts)
{
    private static readonly string[] Naming = ["name_label", "hostname", "address", "uuid"];

    private string Names => string.Join(", ", hosts.Values.Select(host => host.Text("name_label")).Order(StringComparer.Ordinal));

    /// <summary>Reads them.</summary>
    public static async Task<XapiMembers> ReadAsync(XapiContext pool, CancellationToken cancellationToken)
        => new(pool, await pool.Session.AllAsync("host", cancellationToken));

    /// <summary>One by its reference; null for a reference to nothing.</summary>
    public XapiMember? At(string reference) => hosts.TryGetValue(reference, out XmlRpcStruct? host) ? new XapiMember(reference, host.Text("name_label")) : null;

    /// <summary>One by its name, the name of the machine, its address or its UUID.</summary>
    /// <exception cref="HostException">There is none, or more than one.</exception>
    public XapiMember Find(string name)
    {
        string[] found = [.. hosts.Where(host => Naming.Any(field => host.Value.Text(field) == name)).Select(host => host.Key)];
        return At(XapiObjects.Only(pool.Name, "hosts", name, found, host => hosts[host].Text("uuid"))
            ?? throw new HostException(pool.Name, $"has no host {name}; it has {Names}"))!;
    }

    /// <summary>Those that take machines, the one with the most free memory first.</summary>
    /// <param name="among">Their references.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public async Task<IReadOnlyList<XapiMember>> SortAsync(IEnumerable<string> among, CancellationToken cancellationToken)
    {
        string[] enabled = [.. among.Where(host => hosts.TryGetValue(host, out XmlRpcStruct? record) && record.Flag("enabled"))];
        long[] free = await Task.WhenAll(enabled.Select(host => XapiReporter.FreeMemoryAsync(pool.Session, host, cancellationToken)));
        return [.. enabled.Zip(free).OrderByDescending(host => host.Second).Select(host => At(host.First)!)];
    }

    /// <summary>All of them, in that order.</summary>
    public Task<IReadOnlyList<XapiMember>> SortAsync(CancellationToken cancellationToken) => SortAsync(hosts.Keys, cancellationToken);

    /// <summary>Has a host await a machine from elsewhere, over the network that it is managed by.</summary>
    /// <returns>What the host that sends it has to know, a session with this pool among it.</returns>
    public async Task<XmlRpcValue> AwaitAsync(XapiMember member, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, XmlRpcStruct> interfaces = await pool.Session.AllAsync("PIF", cancellationToken);
        string network = interfaces.Values.FirstOrDefault(pif => pif.Text("host") == member.Reference && pif.Flag("management"))?.Text("network")
            ?? throw new HostException(pool.Name, $"{member.Name} has no management interface, over which it could get a machine");
        return await pool.Session.CallAsync("host.migrate_receive", [member.Reference, network, new XmlRpcStruct()], cancellationToken);
    }
}
