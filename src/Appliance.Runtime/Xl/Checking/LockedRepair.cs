using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>Repairs a machine while nobody else can work on it, by what is there then: what was found may be over.</summary>
/// <param name="host">The host.</param>
internal sealed class LockedRepair(XlContext host)
{
    /// <summary>Takes the lock, which replaces one of somebody who is gone, and acts.</summary>
    /// <exception cref="HostException">Somebody works on it now, or what is done failed.</exception>
    public async Task RunAsync(string machine, Func<Task> act, CancellationToken cancellationToken)
    {
        await using MachineLock held = await MachineLock.AcquireAsync(host.Shell, host.Entry.Folder, machine, "repair", cancellationToken);
        await act();
    }

    /// <summary>Takes the lock, looks again, and acts on what is there.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="act">What to do, with what lies in its folder and the domain that it has.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">Somebody works on it now, its record is damaged, or what is done failed.</exception>
    public Task RunAsync(string machine, Func<StoredMachine, XlDomain?, Task> act, CancellationToken cancellationToken) => RunAsync(
        machine,
        async () =>
        {
            if (await host.Records.FindAsync(machine, cancellationToken) is { } now)
            {
                await act(now, now.Record is { } record ? await host.Domains.FindAsync(record.Uuid, cancellationToken) : null);
            }
        },
        cancellationToken);
}
