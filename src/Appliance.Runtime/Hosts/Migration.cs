using Appliance.Runtime.Xl;
using Appliance.Runtime.Xl.Migrating;

namespace Appliance.Runtime.Hosts;

/// <summary>Moves machines between hosts that need not know each other: all goes through this program.</summary>
public static class Migration
{
    /// <summary>
    /// Moves a machine with its disks, and with its memory where it runs, is paused or suspended: it is held meanwhile, and goes
    /// on there. It is removed here only when it is there; whatever fails before that leaves it as it was.
    /// </summary>
    /// <param name="source">The host it is on.</param>
    /// <param name="target">The host it goes to.</param>
    /// <param name="machine">Its name.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the work; the machine goes on where it was.</param>
    /// <exception cref="HostException">A host refused something, or is out of reach; the message tells where the machine is now.</exception>
    public static Task RunAsync(IXenHost source, IXenHost target, string machine, MigrationOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        return (source, target) is (XlHost from, XlHost to)
            ? new MachineMove(from.Context, to.Context, options).RunAsync(machine, cancellationToken)
            : throw new HostException(target.Name, "machines are moved between hosts with xl only");
    }
}
