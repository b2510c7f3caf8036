using System.Runtime.CompilerServices;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>Every change of state on a host, as it happens. A change and its opposite between two looks are not seen.</summary>
/// <param name="host">The host.</param>
/// <param name="interval">Time between two looks at a host that does not tell of changes by itself.</param>
/// <param name="time">The clock.</param>
/// <param name="warn">Told when the host goes out of reach, and when it is back.</param>
public sealed class EventFeed(IXenHost host, TimeSpan interval, TimeProvider time, Action<string> warn)
{
    // A host that tells of changes is asked anew from time to time, in case that it has forgotten us.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly NextLook _next = new(host, interval, time);

    /// <summary>Follows the host until cancelled. A host that goes out of reach later on is waited for.</summary>
    /// <exception cref="HostException">The host is out of reach at the first look.</exception>
    public async IAsyncEnumerable<HostEvent> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tracker = new StateTracker();
        tracker.Update(host.Name, await host.ListAsync(cancellationToken), time.GetUtcNow());
        bool isThere = true;
        while (true)
        {
            await (isThere ? _next.WaitAsync(LongestWait, cancellationToken) : Task.Delay(interval, time, cancellationToken));
            IReadOnlyList<MachineStatus>? machines = await TryListAsync(isThere, cancellationToken);
            isThere = machines is not null;
            foreach (HostEvent change in isThere ? tracker.Update(host.Name, machines!, time.GetUtcNow()) : [])
            {
                yield return change;
            }
        }
    }

    private async Task<IReadOnlyList<MachineStatus>?> TryListAsync(bool wasThere, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<MachineStatus> machines = await host.ListAsync(cancellationToken);
            if (!wasThere)
            {
                warn($"{host.Name}: is back");
            }

            return machines;
        }
        catch (HostException e)
        {
            if (wasThere)
            {
                warn($"{e.Message}; waiting for it");
            }

            return null;
        }
    }
}
