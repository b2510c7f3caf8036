using System.Text;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Domains;

/// <summary>The file that xl makes a domain from, and what that names besides disks.</summary>
internal static class DomainConfig
{
    /// <summary>Writes it anew.</summary>
    /// <param name="host">The host.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="saved">What its saved memory is of, where it is taken up from one; null where it starts.</param>
    /// <param name="cancellationToken">Stops the work; the file that was there stays.</param>
    /// <exception cref="HostException">It cannot be written, or the record holds what no configuration can say.</exception>
    public static async Task WriteAsync(XlContext host, MachineRecord machine, DomainLimits? saved, CancellationToken cancellationToken)
    {
        MachineFolder folder = host.FolderOf(machine.Name);
        try
        {
            string config = XlConfig.Write(machine, saved, folder);
            if (EnvironmentHook.IsFor(machine))
            {
                await HostFiles.WriteAsync(host.Shell, folder.Hook, Encoding.UTF8.GetBytes(EnvironmentHook.Write(machine)), isProgram: true, cancellationToken);
            }

            await HostFiles.WriteAsync(host.Shell, folder.Config, config, cancellationToken);
        }
        catch (FormatException e)
        {
            throw new HostException(host.Name, null, $"{machine.Name}: {e.Message}; change it in {folder.Record}", e);
        }
    }
}
