using System.Globalization;
using System.Text.Json.Nodes;
using Appliance.Testing.XapiHost.Rpc;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Tasks: what the host does by itself, and what a client makes for a transfer.</summary>
internal static class TaskCalls
{
    /// <summary>What is said of a task that is being given up.</summary>
    public const string Cancelling = "cancelling";

    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["task.create"] = new(2, 2, (_, arguments) => Create(state, arguments.Text(0), arguments.Text(1))),
        ["task.cancel"] = new(1, 1, (_, arguments) => Cancel(state, arguments.Text(0))),
        ["task.destroy"] = new(1, 1, (_, arguments) => Destroy(state, arguments.Text(0))),
    };

    /// <summary>Makes a task that is pending.</summary>
    public static string Create(XapiState state, string label, string description) => state.Database.Add("task", XapiRecords.Make("task", new JsonObject
    {
        ["name_label"] = label,
        ["name_description"] = description,
        ["created"] = Now(),
        ["resident_on"] = state.Database.All("host").First().Key,
    }));

    /// <summary>
    /// Ends a task with what comes of some work. One that hangs stays pending until it is cancelled; one that is cancelled too late
    /// succeeds.
    /// </summary>
    public static void Finish(XapiState state, string task, Func<JsonNode?> run)
    {
        if (!state.Database.All("task").TryGetValue(task, out JsonObject? record) || record["status"]!.ToString() is not ("pending" or Cancelling))
        {
            return;
        }

        try
        {
            record["result"] = XmlDialect.ToText(run());
            End(record, "success");
        }
        catch (XapiFailure) when (record["status"]!.ToString() == Cancelling)
        {
            End(record, "cancelled");
        }
        catch (XapiFailure failure)
        {
            record["error_info"] = new JsonArray([failure.Code, .. failure.Parameters.Select(parameter => (JsonNode)parameter)]);
            End(record, "failure");
        }
        catch (StillWaiting)
        {
            // The guest was asked, and does not answer.
        }
    }

    private static void End(JsonObject record, string status)
    {
        record["status"] = status;
        record["progress"] = 1.0;
        record["finished"] = Now();
    }

    private static JsonValue Cancel(XapiState state, string task)
    {
        JsonObject record = state.Database.Get("task", task);
        if (record["status"]!.ToString() == "pending" && state.Transfers.Undone.ContainsKey(task))
        {
            record["status"] = Cancelling;
        }
        else if (record["status"]!.ToString() == "pending")
        {
            End(record, "cancelled");
        }

        return JsonValue.Create("");
    }

    private static JsonValue Destroy(XapiState state, string task)
    {
        state.Database.Remove("task", task);
        return JsonValue.Create("");
    }

    public static string Now() => DateTime.UtcNow.ToString("yyyyMMdd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
