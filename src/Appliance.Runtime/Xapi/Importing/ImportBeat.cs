using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>
/// Shows, on the first machine that an import has made, that somebody is still at work: a value that changes as long as this
/// program lives, and stands still when it was killed, or is cut off.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="time">The clock.</param>
internal sealed class ImportBeat(XapiSession session, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The key of <c>other_config</c> with the value.</summary>
    public const string Key = "appliance_beat";

    /// <summary>The value that a machine begins with.</summary>
    public const string First = "0";

    /// <summary>How often it changes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _stop = new();
    private Task _beating = Task.CompletedTask;

    /// <summary>Begins.</summary>
    /// <param name="find">Gives the reference of the machine, which has a value already; null as long as it is not there.</param>
    public void Start(Func<Task<string?>> find) => _beating = BeatAsync(find);

    /// <summary>Ends, and leaves the last value.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
    }

    private async Task BeatAsync(Func<Task<string?>> find)
    {
        string? vm = null;
        for (long count = 1; await PauseAsync(); count++)
        {
            try
            {
                vm ??= await find();
                if (vm is not null)
                {
                    await session.CallAsync("VM.remove_from_other_config", [vm, Key], CancellationToken.None);
                    await session.CallAsync("VM.add_to_other_config", [vm, Key, $"{count}"], CancellationToken.None);
                }
            }
            catch (HostException)
            {
                // The toolstack may be restarting; a disk that is on its way does not notice that.
            }
        }
    }

    /// <returns>False where it is to end.</returns>
    private async Task<bool> PauseAsync()
    {
        await Task.Delay(Interval, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_stop.IsCancellationRequested;
    }
}
