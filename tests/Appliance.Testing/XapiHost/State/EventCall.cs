using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Appliance.Testing.XapiHost.State;

/// <summary><c>event.from</c>: what has changed since a token, or what changes next.</summary>
internal sealed partial class EventCall
{
    /// <summary>Its name.</summary>
    public const string Name = "event.from";

    private readonly string[] _classes;
    private readonly TimeSpan _longest;
    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <summary>Reads its parameters.</summary>
    /// <exception cref="XapiFailure">They are wrong.</exception>
    public EventCall(JsonArray parameters)
    {
        if (parameters.Count != 4)
        {
            throw new XapiFailure("MESSAGE_PARAMETER_COUNT_MISMATCH", Name, "3", $"{parameters.Count - 1}");
        }

        Session = XapiArguments.Text(parameters[0]);
        _classes = [.. parameters[1]!.AsArray().Select(XapiArguments.Text)];
        string token = XapiArguments.Text(parameters[2]);
        // A whole number is taken for one with a fraction.
        _longest = TimeSpan.FromSeconds(double.Parse(parameters[3]!.ToString(), CultureInfo.InvariantCulture));
        Since = token.Length == 0 ? 0 : Token().Match(token) is { Success: true } match ? long.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)
            : throw new XapiFailure("EVENT_FROM_TOKEN_PARSE_FAILURE", token);
    }

    /// <summary>The session.</summary>
    public string Session { get; }

    /// <summary>The number of the last change that the client has seen.</summary>
    public long Since { get; }

    /// <summary>Whether it has looked already.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>How long it waits yet.</summary>
    public TimeSpan Left => _longest - Stopwatch.GetElapsedTime(_begun) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Looks for changes.</summary>
    /// <returns>The answer; null where there is none yet.</returns>
    public JsonObject? Look(EventLog log)
    {
        HasBegun = true;
        JsonNode[] events = [.. _classes.Select(name => name.Split('/', 2)).SelectMany(name => log.Since(name[0], name.ElementAtOrDefault(1), Since))];
        return events.Length == 0 && Left > TimeSpan.Zero ? null : new JsonObject
        {
            ["events"] = new JsonArray(events),
            ["valid_ref_counts"] = log.Counts,
            // The last change of what was asked for, not of all there is.
            ["token"] = $"{events.Select(told => long.Parse(told["id"]!.ToString(), CultureInfo.InvariantCulture)).Append(Since).Max():d20},{0:d20}",
        };
    }

    [GeneratedRegex(@"^(?<number>\d+),\d+$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Token();
}
