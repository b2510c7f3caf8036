using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Events;

/// <summary>
/// What a pool knows of its machines, kept up to date by its events: it is read whole once, and then only what has changed. A
/// pool that is older than events is read whole each time.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="time">The clock.</param>
internal sealed class PoolMirror(XapiSession session, TimeProvider time) : IDisposable
{
    // What is shown of a machine and changes while nobody looks: its own fields, and what its agent tells.
    private static readonly string[] Lively = ["VM", "VM_guest_metrics", "VM_appliance"];

    // A start is a dozen changes within a moment: they are to be one batch.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly EventStream _events = new(session, XapiInventory.Classes, ShownFields.All);
    private readonly Dictionary<string, Dictionary<string, XmlRpcStruct>> _classes
        = XapiInventory.Classes.ToDictionary(name => name.ToLowerInvariant(), _ => new Dictionary<string, XmlRpcStruct>(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Whether the pool tells of changes; known after the first look.</summary>
    public bool TellsChanges { get; private set; } = true;

    /// <summary>What the pool knows now. May be called from several threads.</summary>
    /// <exception cref="HostException">The pool does not answer.</exception>
    public async Task<XapiInventory> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (TellsChanges && await TryUpdateAsync(cancellationToken))
            {
                return new XapiInventory(XapiInventory.Classes.ToDictionary(name => name, Copy, StringComparer.Ordinal));
            }
        }
        finally
        {
            _gate.Release();
        }

        return await XapiInventory.ReadAsync(session, cancellationToken);
    }

    /// <summary>Waits for a change of a machine.</summary>
    /// <param name="longest">How long at most.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="HostException">The pool does not answer.</exception>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (await _events.WaitAsync(Lively, longest, cancellationToken))
        {
            await Task.Delay(Gathering, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private IReadOnlyDictionary<string, XmlRpcStruct> Copy(string name) => new Dictionary<string, XmlRpcStruct>(_classes[name.ToLowerInvariant()], StringComparer.Ordinal);

    /// <returns>False where the pool is older than events.</returns>
    private async Task<bool> TryUpdateAsync(CancellationToken cancellationToken)
    {
        try
        {
            Apply(await _events.NextAsync(TimeSpan.Zero, cancellationToken));
        }
        catch (XapiException e) when (e.Error.Code == XapiError.MethodUnknown)
        {
            TellsChanges = false;
        }

        return TellsChanges;
    }

    private void Apply(EventBatch batch)
    {
        if (batch.IsWhole)
        {
            _classes.Values.ToList().ForEach(records => records.Clear());
        }

        foreach (XapiEvent change in batch.Events)
        {
            if (change.Fields is { } fields)
            {
                _classes[change.Class][change.Reference] = fields;
            }
            else
            {
                _classes[change.Class].Remove(change.Reference);
            }
        }
    }
}
