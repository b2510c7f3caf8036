using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Federation;

/// <summary>Several hosts, which are asked side by side: one that does not answer keeps none of the others from it.</summary>
/// <param name="hosts">The hosts.</param>
/// <param name="open">Connects to one of them; what it gives is disposed here.</param>
public sealed class Fleet(IReadOnlyList<HostEntry> hosts, Func<HostEntry, CancellationToken, Task<IXenHost>> open)
{
    // Each may be a process of ssh.
    private const int MostAtOnce = 16;

    /// <summary>Hosts that are asked without a question to the user, and without <c>APPLIANCE_PASSWORD</c>: nobody could tell whose it is.</summary>
    /// <param name="hosts">The hosts.</param>
    public Fleet(IReadOnlyList<HostEntry> hosts)
        : this(hosts, static (host, cancel) => XenHosts.OpenAsync(host, mayAsk: false, cancel))
    {
    }

    /// <summary>The hosts.</summary>
    public IReadOnlyList<HostEntry> Hosts => hosts;

    /// <summary>Asks all of them the same.</summary>
    /// <param name="ask">Asks one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What they said, in the order of the hosts.</returns>
    public async Task<IReadOnlyList<HostAnswer<T>>> AskAsync<T>(Func<HostEntry, IXenHost, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var answers = new HostAnswer<T>[hosts.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, hosts.Count, options, async (index, cancel) => answers[index] = await AskAsync(hosts[index], ask, cancel));
        return answers;
    }

    private async Task<HostAnswer<T>> AskAsync<T>(HostEntry entry, Func<HostEntry, IXenHost, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            await using IXenHost host = await open(entry, cancellationToken);
            return new HostAnswer<T>(entry, await ask(entry, host, cancellationToken), null);
        }
        catch (HostException e)
        {
            return new HostAnswer<T>(entry, default, e);
        }
        // A file of its entry, or of the connection, that cannot be read.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return new HostAnswer<T>(entry, default, new HostException(entry.Name, null, e.Message, e));
        }
    }
}
