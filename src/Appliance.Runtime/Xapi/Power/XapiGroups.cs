using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Power;

/// <summary>Finds what a name stands for where it may be a machine's or a vApp's.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiGroups(XapiContext pool)
{
    /// <summary>The machine or the vApp that is meant.</summary>
    /// <param name="name">A name, or a UUID.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <returns>One of the two; the other is null.</returns>
    /// <exception cref="HostException">There is neither, or both, or several of a kind.</exception>
    public async Task<(XapiVm? Machine, XapiGroup? Group)> FindAsync(string name, CancellationToken cancellationToken)
    {
        XapiVm? machine = await pool.TryFindAsync(name, cancellationToken);
        XapiGroup? group = await FindGroupAsync(name, cancellationToken);
        return (machine, group) switch
        {
            (null, null) => throw pool.Missing(name),
            ({ } one, { } other) => throw new HostException(
                pool.Name, $"has a machine and a vApp called {name}; name the machine by its UUID, {one.Uuid}, or the vApp by its UUID, {other.Fields.Text("uuid")}"),
            _ => (machine, group),
        };
    }

    private async Task<XapiGroup?> FindGroupAsync(string name, CancellationToken cancellationToken)
    {
        bool isUuid = Guid.TryParseExact(name, "D", out _);
        IReadOnlyDictionary<string, XmlRpcStruct> all = await pool.Session.AllAsync("VM_appliance", cancellationToken);
        XapiGroup[] found = [.. all.Where(group => group.Value.Text(isUuid ? "uuid" : "name_label") == name).Select(group => new XapiGroup(pool, group.Key, group.Value))];
        return XapiObjects.Only(pool.Name, "vApps", name, found, group => group.Fields.Text("uuid"));
    }
}
