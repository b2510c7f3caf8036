using System.Globalization;
using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Events;

/// <summary>
/// The changes of a pool as they come: <c>event.from</c> is answered when something has changed, and its token tells where to go
/// on. Where changes were lost, or the session is another, all is read anew. Batches are for one caller at a time.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="classes">What is followed: classes (<c>VM</c>), the liveliest first, or single objects (<c>task/OpaqueRef:…</c>).</param>
/// <param name="kept">The fields that are wanted of the objects; null for all.</param>
internal sealed class EventStream(XapiSession session, IReadOnlyList<string> classes, IReadOnlySet<string>? kept = null)
{
    /// <summary>How long one call waits for a change at most: firewalls forget connections that are silent for longer.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(30);

    // Of a token that the pool has no history for, or cannot read, as from before an update.
    private static readonly string[] Lost = ["EVENTS_LOST", "EVENT_FROM_TOKEN_PARSE_FAILURE"];

    private string? _token;
    private string _session = "";

    /// <summary>Waits for the next changes. The first batch is all there is, at once.</summary>
    /// <param name="longest">How long to wait for one; a batch of nothing comes then.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="XapiException">The pool refuses it: <c>MESSAGE_METHOD_UNKNOWN</c> by one that is older than events.</exception>
    /// <exception cref="HostException">No answer came.</exception>
    public async Task<EventBatch> NextAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (_token is { } token && await TryAskAsync(classes, token, longest, cancellationToken) is { } answer)
        {
            _token = answer.Token;
            return new EventBatch(answer.Events, IsWhole: false);
        }

        return await BeginAsync(cancellationToken);
    }

    /// <summary>Waits for a change of some classes, and leaves it to the next batch. May be called beside others.</summary>
    /// <param name="some">The classes.</param>
    /// <param name="longest">How long.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Whether there is one, or all has to be read anew.</returns>
    public async Task<bool> WaitAsync(IReadOnlyList<string> some, TimeSpan longest, CancellationToken cancellationToken)
    {
        string? asked = _token;
        if (asked is null || await TryAskAsync(some, asked, longest, cancellationToken) is not { } answer)
        {
            Interlocked.CompareExchange(ref _token, null, asked);
            return true;
        }

        return answer.Events.Count > 0;
    }

    /// <summary>
    /// Reads all: a class a call, so that no answer is larger than a class. A token is the last change of the classes it was
    /// asked for: that of the first, which changes often, holds for the others too where they are read after it.
    /// </summary>
    private async Task<EventBatch> BeginAsync(CancellationToken cancellationToken)
    {
        // Nothing is waited for: a class of which there is nothing would take the whole time.
        (IReadOnlyList<XapiEvent> events, string token) = await AskAsync([classes[0]], "", TimeSpan.Zero, cancellationToken);
        var others = await Task.WhenAll(classes.Skip(1).Select(name => AskAsync([name], "", TimeSpan.Zero, cancellationToken)));
        (_token, _session) = (token, session.Reference);
        return new EventBatch([.. events, .. others.SelectMany(other => other.Events)], IsWhole: true);
    }

    /// <returns>The changes; null where they are lost.</returns>
    private async Task<(IReadOnlyList<XapiEvent> Events, string Token)?> TryAskAsync(IReadOnlyList<string> some, string token, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AskAsync(some, token, longest < LongestCall ? longest : LongestCall, cancellationToken);
            // Another session may be that of another coordinator, or of one that has begun to count anew.
            return session.Reference == _session ? answer : null;
        }
        catch (XapiException e) when (Lost.Contains(e.Error.Code))
        {
            return null;
        }
    }

    private async Task<(IReadOnlyList<XapiEvent> Events, string Token)> AskAsync(IReadOnlyList<string> some, string token, TimeSpan longest, CancellationToken cancellationToken)
    {
        var seconds = new XmlRpcScalar("double", longest.TotalSeconds.ToString("0.0###", CultureInfo.InvariantCulture));
        var answer = (XmlRpcStruct)await session.CallAsync(new XapiCall("event.from", [some.ToArray(), token, seconds]) { Kept = kept }, cancellationToken);
        XapiEvent[] events = answer.Find("events") is XmlRpcArray list ? [.. list.Items.OfType<XmlRpcStruct>().Select(XapiEvent.Read)] : [];
        return (events, answer.Text("token"));
    }
}
