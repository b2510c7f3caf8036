using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Migrating;
using Appliance.Runtime.Xl;
using Appliance.Runtime.Xl.Migrating;

namespace Appliance.Runtime.Hosts;

/// <summary>
/// Moves machines. Between hosts with xl, which need not know each other, all goes through this program; pools with xapi do it by
/// themselves, and have to reach each other.
/// </summary>
public static class Migration
{
    /// <summary>
    /// Moves a machine with its disks, and with its memory where it runs or is suspended: with xl it is held meanwhile, with xapi it
    /// runs on. It is removed here only when it is there; whatever fails before that leaves it as it was.
    /// </summary>
    /// <param name="source">The host it is on.</param>
    /// <param name="target">The host it goes to; a pool with xapi may be the source itself.</param>
    /// <param name="machine">Its name.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the work; the machine goes on where it was.</param>
    /// <returns>Where it is then: the host, or <c>host2 of pool1</c>.</returns>
    /// <exception cref="HostException">A host refused something, or is out of reach; the message tells where the machine is now.</exception>
    public static Task<string> RunAsync(IXenHost source, IXenHost target, string machine, MigrationOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        return (source, target) switch
        {
            (XlHost from, XlHost to) => MoveAsync(from, to, machine, options, cancellationToken),
            (XapiHost from, XapiHost to) => new PoolMove(from.Context, to.Context, options).RunAsync(machine, cancellationToken),
            _ => throw new HostException(target.Name, $"machines move between hosts of one kind, and this is another than {source.Name}: "
                + $"appliance export {machine} {machine}.xva --host {source.Name}, and appliance import {machine}.xva --host {target.Name}"),
        };
    }

    private static async Task<string> MoveAsync(XlHost source, XlHost target, string machine, MigrationOptions options, CancellationToken cancellationToken)
    {
        if (options.Member is { } member)
        {
            throw new HostException(target.Name, $"is a host with xl, and none of a pool: leave --member {member} out");
        }

        await new MachineMove(source.Context, target.Context, options).RunAsync(machine, cancellationToken);
        return target.Name;
    }
}
