using System.Collections.ObjectModel;

namespace Appliance.Runtime.Xl.Exporting;

/// <summary>Machines that are held together, and let go of together.</summary>
internal sealed class SessionList : Collection<MachineSession>, IAsyncDisposable
{
    /// <summary>Lets go of all.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (MachineSession session in this)
        {
            await session.DisposeAsync();
        }
    }
}
