using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Power;

/// <summary>The host of a pool that a machine is best started on: <c>affinity</c>. A wish: without room there, the pool starts it elsewhere.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiAffinity(XapiContext pool)
{
    /// <summary>Looks for the host, before much is done for nothing.</summary>
    /// <param name="host">Its name, address or UUID; null for none.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <returns>Its reference; that to nothing for none.</returns>
    /// <exception cref="HostException">There is no such host.</exception>
    public async Task<string> FindAsync(string? host, CancellationToken cancellationToken)
        => host is null ? XvaFormat.NullReference : (await XapiMembers.ReadAsync(pool, cancellationToken)).Find(host).Reference;

    /// <summary>Wishes it for machines.</summary>
    /// <param name="machines">Their references.</param>
    /// <param name="host">The host's name, address or UUID; null for any.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">There is no such host.</exception>
    public async Task SetAsync(IEnumerable<string> machines, string? host, CancellationToken cancellationToken)
    {
        string reference = await FindAsync(host, cancellationToken);
        foreach (string machine in machines)
        {
            await pool.Session.CallAsync("VM.set_affinity", [machine, reference], cancellationToken);
        }
    }
}
