using Appliance.Runtime.Shell;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xl;

namespace Appliance.Runtime.Hosts;

/// <summary>Opens hosts, whatever they are spoken to with.</summary>
public static class XenHosts
{
    /// <summary>Connects to a host; the caller disposes it.</summary>
    /// <param name="entry">The host.</param>
    /// <param name="mayAsk">Whether questions may be asked on the terminal: by ssh, or for a password.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="HostException">It cannot be reached, or does not let us in.</exception>
    public static async Task<IXenHost> OpenAsync(HostEntry entry, bool mayAsk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Address.IsXapi
            ? await XapiHosts.OpenAsync(entry, mayAsk, TimeProvider.System, cancellationToken)
            : new XlHost(await OpenShellAsync(entry, mayAsk, cancellationToken), entry);
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
