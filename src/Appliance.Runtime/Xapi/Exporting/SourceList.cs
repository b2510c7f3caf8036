using System.Collections.ObjectModel;

namespace Appliance.Runtime.Xapi.Exporting;

/// <summary>Machines that are exported together, and given up together.</summary>
internal sealed class SourceList : Collection<XapiSource>, IAsyncDisposable
{
    /// <summary>Gives up all.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (XapiSource source in this)
        {
            await source.DisposeAsync();
        }
    }
}
