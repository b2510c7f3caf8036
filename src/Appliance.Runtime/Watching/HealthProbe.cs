using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Watching;

/// <summary>Asks whether the checks of machines hold.</summary>
/// <param name="host">The host.</param>
/// <param name="limit">How long to wait for a connection, and then for an answer.</param>
/// <param name="time">The clock.</param>
public sealed class HealthProbe(IXenHost host, TimeSpan limit, TimeProvider time)
{
    // 4xx and 5xx are failures.
    private const int FirstFailure = 400;

    private readonly GuestRoad _road = new(host, limit, time);

    /// <summary>Asks for one check.</summary>
    /// <param name="check">The check.</param>
    /// <param name="addresses">The guest's addresses.</param>
    /// <param name="console">What its console has shown; null where nobody reads it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HealthResult> AskAsync(HealthCheck check, IReadOnlyList<string> addresses, ConsoleText? console, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(addresses);
        try
        {
            (int port, string text) = check.ReadArgument();
            return await AskAsync(check, port, text, addresses, console, cancellationToken);
        }
        catch (FormatException e)
        {
            // Only a record that somebody wrote by hand can hold such a check.
            return new HealthResult(check, null, e.Message);
        }
    }

    private async Task<HealthResult> AskAsync(
        HealthCheck check, int port, string text, IReadOnlyList<string> addresses, ConsoleText? console, CancellationToken cancellationToken)
    {
        if (check.Kind == HealthCheckKind.Console)
        {
            return console is null
                ? new HealthResult(check, null, "nobody reads the console")
                : console.Shows(text) ? new HealthResult(check, true, "the console has shown it") : new HealthResult(check, false, "the console has not shown it");
        }

        if (addresses.Count == 0)
        {
            return new HealthResult(check, false, "no address is known");
        }

        await using Stream? connection = await _road.ConnectAsync(addresses, port, cancellationToken);
        return connection is null
            ? new HealthResult(check, false, $"nobody answers on port {port} of {string.Join(", ", addresses)}")
            : check.Kind == HealthCheckKind.Tcp ? new HealthResult(check, true, $"port {port} takes connections") : await AskWebAsync(check, connection, text, cancellationToken);
    }

    private async Task<HealthResult> AskWebAsync(HealthCheck check, Stream connection, string path, CancellationToken cancellationToken)
    {
        using var limited = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limited.Token);
        try
        {
            int? status = await HttpQuestion.AskAsync(connection, path, stop.Token);
            return new HealthResult(check, status < FirstFailure, status is null ? "what answers speaks no HTTP" : $"answers {status}");
        }
        catch (IOException e)
        {
            return new HealthResult(check, false, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthResult(check, false, $"no answer within {limit.TotalSeconds:0.#} s");
        }
    }
}
