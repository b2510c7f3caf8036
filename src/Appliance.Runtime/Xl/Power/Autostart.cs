using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Power;

/// <summary>Whether a machine starts with its host: xendomains starts what is linked in <c>/etc/xen/auto</c>, and asks nobody.</summary>
internal static class Autostart
{
    /// <summary>Makes it so, as the record says, unless the machine must not be started from its disks now.</summary>
    /// <exception cref="HostException">The host refused it.</exception>
    public static async Task SetAsync(XlContext host, MachineRecord machine, CancellationToken cancellationToken)
    {
        MachineFolder folder = host.FolderOf(machine.Name);
        if (machine.StartsWithHost)
        {
            await DomainConfig.WriteAsync(host, machine, saved: null, cancellationToken);
        }

        string script = machine.StartsWithHost
            ? $"if [ {string.Join(" ] || [ ", Obstacles(folder))} ]; then {AutostartLink.RemoveScript(folder)}; else {AutostartLink.MakeScript(folder)}; fi"
            : AutostartLink.RemoveScript(folder);
        (await host.Shell.RunAsync(script, cancellationToken)).Demand($"set whether {machine.Name} starts with the host");
    }

    /// <summary>The same, of a machine whose memory was saved or taken up, or a marker of which has come or gone.</summary>
    /// <exception cref="HostException">The host refused it.</exception>
    public static Task FollowAsync(XlContext host, MachineRecord machine, CancellationToken cancellationToken)
        => machine.StartsWithHost ? SetAsync(host, machine, cancellationToken) : Task.CompletedTask;

    /// <summary>A saved memory would be lost, a half-done revert would run, and what may run elsewhere would run twice.</summary>
    private static IEnumerable<string> Obstacles(MachineFolder folder)
        => new[] { folder.Memory, folder.Reverting, folder.Migrating }.Select(path => $"-e {ShellText.Quote(path)}");
}
