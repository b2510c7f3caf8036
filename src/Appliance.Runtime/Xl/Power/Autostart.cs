using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Power;

/// <summary>Whether a machine starts with its host: xendomains starts what is linked in <c>/etc/xen/auto</c>.</summary>
internal static class Autostart
{
    /// <summary>Makes it so, as the record says.</summary>
    public static async Task SetAsync(XlContext host, MachineRecord machine, CancellationToken cancellationToken)
    {
        MachineFolder folder = host.FolderOf(machine.Name);
        string link = ShellText.Quote(folder.AutostartLink), config = ShellText.Quote(folder.Config);
        if (machine.StartsWithHost)
        {
            await DomainConfig.WriteAsync(host, machine, saved: null, cancellationToken);
        }

        string script = machine.StartsWithHost
            ? $"mkdir -p /etc/xen/auto && ln -sfT {config} {link}"
            : $"[ \"$(readlink {link})\" != {config} ] || rm -f {link}";
        (await host.Shell.RunAsync(script, cancellationToken)).Demand($"set whether {machine.Name} starts with the host");
    }
}
