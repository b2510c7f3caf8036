using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Events;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi;

/// <summary>A pool and what all verbs on it work with.</summary>
/// <param name="Entry">The pool, as the user has saved it.</param>
/// <param name="Session">The session; owned.</param>
/// <param name="Dialer">Opens connections for transfers.</param>
/// <param name="Time">The clock.</param>
internal sealed record XapiContext(HostEntry Entry, XapiSession Session, XapiDialer Dialer, TimeProvider Time) : IAsyncDisposable
{
    /// <summary>The pool, as the user calls it.</summary>
    public string Name => Entry.Name;

    /// <summary>What takes long.</summary>
    public XapiTasks Tasks { get; } = new(Session, Time);

    /// <summary>What the pool knows, for those who only look: read once, and kept up to date by events.</summary>
    public PoolMirror Mirror { get; } = new(Session, Time);

    /// <summary>A machine by its name, or by its UUID.</summary>
    /// <exception cref="HostException">There is none, or more than one of that name.</exception>
    public async Task<XapiVm> FindAsync(string machine, CancellationToken cancellationToken)
        => await TryFindAsync(machine, cancellationToken) ?? throw Missing(machine);

    /// <summary>The error for a machine that is not there.</summary>
    public HostException Missing(string machine) => new(Name, $"has no machine {machine}; appliance list shows those it has");

    /// <summary>Refuses a machine that an import has not made whole: what is made of it would not be either.</summary>
    /// <exception cref="HostException">It is not.</exception>
    public void DemandWhole(XapiVm vm)
    {
        if (vm.Fields.Map("other_config").ContainsKey(MadeObjects.MarkKey))
        {
            throw new HostException(Name, $"{vm.Name} is still being imported, or its import was cut off; appliance host check {Name} tells");
        }
    }

    /// <summary>The error for what this program does on hosts with xl, and not here.</summary>
    /// <param name="what">What is not done.</param>
    /// <param name="instead">What does it here.</param>
    public HostException Refuse(string what, string instead) => new(Name, $"{what} in a pool with xapi; {instead} does it there");

    /// <summary>A machine by its name, or by its UUID.</summary>
    /// <returns>The machine; null where there is none.</returns>
    /// <exception cref="HostException">There is more than one of that name.</exception>
    public async Task<XapiVm?> TryFindAsync(string machine, CancellationToken cancellationToken)
    {
        bool isUuid = Guid.TryParseExact(machine, "D", out _);
        IReadOnlyList<string> references = isUuid ? await ByUuidAsync(machine, cancellationToken)
            : (await Session.CallAsync("VM.get_by_name_label", [machine], cancellationToken)).Texts();
        XapiVm[] found = [.. (await Task.WhenAll(references.Select(reference => ReadAsync(reference, cancellationToken)))).Where(vm => vm.IsMachine)];
        return XapiObjects.Only(Name, "machines", machine, found, vm => vm.Uuid);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Mirror.Dispose();
        return Session.DisposeAsync();
    }

    private async Task<IReadOnlyList<string>> ByUuidAsync(string uuid, CancellationToken cancellationToken)
    {
        try
        {
            return [(await Session.CallAsync("VM.get_by_uuid", [uuid], cancellationToken)).Text()];
        }
        catch (XapiException e) when (e.Error.Code == "UUID_INVALID")
        {
            return [];
        }
    }

    private async Task<XapiVm> ReadAsync(string reference, CancellationToken cancellationToken)
        => new(reference, (XmlRpcStruct)await Session.CallAsync("VM.get_record", [reference], cancellationToken));
}
