using Appliance.Runtime.Shell;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xl;

namespace Appliance.Runtime.Hosts;

/// <summary>Opens hosts, whatever they are spoken to with.</summary>
public static class XenHosts
{
    /// <summary>Connects to a host, one of several perhaps: <c>APPLIANCE_PASSWORD</c> is not read for it. The caller disposes it.</summary>
    /// <param name="entry">The host.</param>
    /// <param name="mayAsk">Whether questions may be asked on the terminal: by ssh, or for a password.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="HostException">It cannot be reached, or does not let us in.</exception>
    public static Task<IXenHost> OpenAsync(HostEntry entry, bool mayAsk, CancellationToken cancellationToken)
        => OpenAsync(entry, new HostAccess(mayAsk, TakesSharedPassword: false), cancellationToken);

    /// <summary>Connects to a host; the caller disposes it.</summary>
    /// <param name="entry">The host.</param>
    /// <param name="access">What may be made use of.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="HostException">It cannot be reached, or does not let us in.</exception>
    public static async Task<IXenHost> OpenAsync(HostEntry entry, HostAccess access, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(access);
        return entry.Address.IsXapi
            ? await XapiHosts.OpenAsync(entry, access, TimeProvider.System, cancellationToken)
            : new XlHost(await OpenShellAsync(entry, access.MayAsk, cancellationToken), entry);
    }

    /// <summary>Looks at the certificate of a pool with xapi that nothing is known of yet.</summary>
    /// <param name="entry">The pool.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Its fingerprint; null where an authority vouches for it.</returns>
    /// <exception cref="HostException">It cannot be reached.</exception>
    public static Task<string?> MeetAsync(HostEntry entry, CancellationToken cancellationToken) => XapiHosts.MeetAsync(entry, cancellationToken);

    /// <summary>Opens only the shell of a host.</summary>
    /// <exception cref="HostException">It cannot be reached, or does not let us in.</exception>
    private static async Task<GuardedShell> OpenShellAsync(HostEntry entry, bool mayAsk, CancellationToken cancellationToken)
    {
        return entry.Address.Scheme == HostScheme.Xl ? new LocalShell(entry.Name) : await SshShell.OpenAsync(entry, mayAsk, cancellationToken);
    }
}
