using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Watching;

/// <summary>Reads the console of a machine in the background, through restarts of its domain, until it is disposed.</summary>
internal sealed class ConsoleFollower : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    /// <summary>Begins to read.</summary>
    /// <param name="host">The host.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="text">Takes what is printed.</param>
    /// <param name="time">The clock.</param>
    public ConsoleFollower(IXenHost host, string machine, ConsoleText text, TimeProvider time)
        => _reading = Task.Run(() => ReadAsync(host, machine, text, time, _stop.Token), _stop.Token);

    /// <summary>Why there is nothing to read; null while there is.</summary>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ReadAsync(IXenHost host, string machine, ConsoleText text, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ReadDomainAsync(host, machine, text, cancellationToken);
            }
            catch (Exception e) when (e is HostException or IOException)
            {
                // Another administrator may have the console open, or the domain may just be gone: it is tried again.
                Problem = e.Message;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task ReadDomainAsync(IXenHost host, string machine, ConsoleText text, CancellationToken cancellationToken)
    {
        await using IShellProcess console = await host.OpenConsoleAsync(machine, cancellationToken);
        byte[] buffer = new byte[4096];
        for (int count; (count = await console.Output.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            Problem = null;
            text.Add(buffer.AsSpan(0, count));
        }
    }
}
