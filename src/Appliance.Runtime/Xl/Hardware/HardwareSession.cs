using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Power;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Writes down that a machine has other hardware.</summary>
internal static class HardwareSession
{
    /// <summary>Writes the record, and the configuration that the host itself starts the machine from, where it does.</summary>
    public static async Task ChangeAsync(this MachineSession session, MachineRecord changed, CancellationToken cancellationToken)
    {
        await session.SaveAsync(changed, cancellationToken);
        if (changed.StartsWithHost)
        {
            await Autostart.SetAsync(session.Host, changed, cancellationToken);
        }
    }
}
