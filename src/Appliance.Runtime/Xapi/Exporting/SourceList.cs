using System.Collections.ObjectModel;

namespace Appliance.Runtime.Xapi.Exporting;

/// <summary>Machines that are exported together, and given up together.</summary>
internal sealed class SourceList : Collection<XapiSource>, IAsyncDisposable
{
    /// <summary>Gives up all, side by side.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(this.Select(source => source.DisposeAsync().AsTask()));
}
