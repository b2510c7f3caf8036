using System.Text;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Transfers;

/// <summary>
/// A host that does not see the storage names one that does. It ends the task that it was asked with, as <c>exec_with_forwarded_task</c>
/// of xapi does whatever was answered.
/// </summary>
internal static class Redirect
{
    /// <summary>Answers so once, where the storage is elsewhere.</summary>
    /// <returns>Whether it has.</returns>
    public static async Task<bool> TryAsync(RequestHead head, Stream stream, XapiState state, CancellationToken cancellationToken)
    {
        if (state.StorageIsAt is not { } other)
        {
            return false;
        }

        state.StorageIsAt = null;
        state.EndTask(head.Query.GetValueOrDefault("task_id", ""), () => "");
        string target = $"{head.Path}?{string.Join('&', head.Query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {other}{target}\r\nConnection: close\r\nCache-Control: no-cache, no-store\r\n\r\n"), cancellationToken);
        return true;
    }
}
