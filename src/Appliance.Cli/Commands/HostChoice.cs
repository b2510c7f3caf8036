using Appliance.Runtime.Hosts;

namespace Appliance.Cli.Commands;

/// <summary>Finds the host that a user means.</summary>
internal static class HostChoice
{
    /// <summary>The option that names a host.</summary>
    public const string Option = "--host <HOST>";

    /// <summary>What help says of it.</summary>
    public const string Description = "A saved host, or an address: xl:// is this machine, xl+ssh://[user@]host[:port] another, xapi://[user@]host[:port] a pool. Default $APPLIANCE_HOST, or the only saved host.";

    private const string Variable = "APPLIANCE_HOST";

    // A second host of one command may be another tenant's.
    private static string? _firstNamed;

    /// <summary>The user's saved hosts.</summary>
    public static HostBook Book => new(HostBook.DefaultPath);

    /// <summary>The host that was named; or that of the environment, or the only one there is.</summary>
    /// <exception cref="UsageException">There is no such host, or more than one.</exception>
    public static HostEntry Find(string? named)
    {
        string? name = named ?? Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(name))
        {
            return Checked(() => Book.Find(name));
        }

        IReadOnlyList<HostEntry> hosts = Book.List();
        return hosts.Count == 1 ? hosts[0] : throw new UsageException(hosts.Count == 0
            ? "name a host with --host, such as xl+ssh://root@xen1, or save one with appliance host add"
            : $"name a host with --host: {string.Join(", ", hosts.Select(host => host.Name))}");
    }

    /// <summary>Connects to a host that is named; ssh may ask questions where there is somebody to answer. $APPLIANCE_PASSWORD is that of the first one.</summary>
    public static Task<IXenHost> OpenAsync(HostEntry entry, CancellationToken cancellationToken)
    {
        string first = Interlocked.CompareExchange(ref _firstNamed, entry.Name, null) ?? entry.Name;
        return XenHosts.OpenAsync(entry, new HostAccess(MayAsk: !Console.IsInputRedirected, TakesSharedPassword: first == entry.Name), cancellationToken);
    }

    /// <summary>What was typed wrong is wrong usage.</summary>
    public static T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
