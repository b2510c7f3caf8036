using System.Text.Json.Nodes;
using Appliance.Testing.XapiHost.Rpc;

namespace Appliance.Testing.XapiHost.State;

/// <content>How calls are done.</content>
public sealed partial class XapiState
{
    /// <summary>Does a call, which may wait for something to change.</summary>
    /// <exception cref="XapiFailure">It is refused.</exception>
    internal async Task<JsonNode?> CallAsync(RpcCall call, CancellationToken cancellationToken)
    {
        if (call.Method != EventCall.Name || IsBeforeEvents)
        {
            return Call(call);
        }

        var wait = new EventCall(call.Parameters!);
        while (true)
        {
            (JsonNode? answer, Task changed) = Look(wait);
            if (answer is not null)
            {
                return answer;
            }

            await Task.WhenAny(changed, Task.Delay(wait.Left, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private (JsonNode? Answer, Task Changed) Look(EventCall wait)
    {
        lock (_lock)
        {
            if (!wait.HasBegun)
            {
                Called.Add(EventCall.Name);
                Calling?.Invoke(EventCall.Name);
            }

            Demand(wait.Session);
            if (LosesEvents && wait.Since > 0)
            {
                LosesEvents = false;
                throw new XapiFailure("EVENTS_LOST");
            }

            // Whatever comes after this look wakes us.
            return (wait.Look(_events), _events.Changed);
        }
    }

    /// <summary>Does a call.</summary>
    /// <exception cref="XapiFailure">It is refused.</exception>
    internal JsonNode? Call(RpcCall call)
    {
        lock (_lock)
        {
            try
            {
                return Do(call);
            }
            finally
            {
                _events.Wake();
            }
        }
    }

    private JsonNode? Do(RpcCall call)
    {
        const string Async = "Async.";
        Called.Add(call.Method);
        Calling?.Invoke(call.Method);
        bool isTask = call.Method.StartsWith(Async, StringComparison.Ordinal);
        string name = isTask ? call.Method[Async.Length..] : call.Method;
        XapiMethod method = _methods.GetValueOrDefault(name) ?? throw new XapiFailure("MESSAGE_METHOD_UNKNOWN", call.Method);
        bool hasSession = !name.StartsWith("session.login", StringComparison.Ordinal);
        int given = (call.Parameters?.Count ?? 0) - (hasSession ? 1 : 0);
        if (given < method.Least || given > method.Most)
        {
            throw new XapiFailure("MESSAGE_PARAMETER_COUNT_MISMATCH", call.Method, $"{method.Least}", $"{given}");
        }

        string session = hasSession ? Demand(XapiArguments.Text(call.Parameters![0])) : "";
        var arguments = new XapiArguments([.. call.Parameters!.Skip(hasSession ? 1 : 0)]);
        return isTask ? Begin(call.Method, method, session, arguments) : method.Run(session, arguments);
    }

    private string Begin(string name, XapiMethod method, string session, XapiArguments arguments)
    {
        string task = TaskCalls.Create(this, name, "");
        _ = EndAsync(task, () => method.Run(session, arguments));
        return task;
    }

    private async Task EndAsync(string task, Func<JsonNode?> run)
    {
        await Task.Delay(TaskTime);
        EndTask(task, run);
    }

    private string Demand(string session) => Database.All("session").ContainsKey(session) ? session : throw new XapiFailure("SESSION_INVALID", session);
}
