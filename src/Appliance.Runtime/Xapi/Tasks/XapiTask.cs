using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Tasks;

/// <summary>Work that a host does by itself, as it is at the moment.</summary>
/// <param name="Status">How it stands: <c>pending</c>, <c>success</c>, <c>failure</c>, <c>cancelling</c>, <c>cancelled</c>.</param>
/// <param name="Progress">How far it is, from 0 to 1.</param>
/// <param name="Result">What came of it, as the XML of a value; empty for nothing.</param>
/// <param name="Error">Its error's code and parameters; empty for none.</param>
internal sealed record XapiTask(string Status, double Progress, string Result, IReadOnlyList<string> Error)
{
    /// <summary>Whether it has not ended yet.</summary>
    public bool IsPending => Status is "pending" or "cancelling";

    /// <summary>Whether it has done what it was to do.</summary>
    public bool HasSucceeded => Status == "success";

    /// <summary>Reads a record.</summary>
    public static XapiTask Read(XmlRpcStruct record)
        => new(record.Text("status"), record.Fraction("progress"), record.Text("result"), record.Texts("error_info"));

    /// <summary>What came of it.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <exception cref="XapiException">It failed, or was cancelled.</exception>
    public XmlRpcValue Demand(string host) => Status switch
    {
        "success" => Result.Length == 0 ? "" : XmlRpcReader.Parse(System.Text.Encoding.UTF8.GetBytes(Result), "the result of a task"),
        "failure" when Error.Count > 0 => throw new XapiException(host, new XapiError(Error[0], [.. Error.Skip(1)])),
        _ => throw new XapiException(host, new XapiError("TASK_CANCELLED", [])),
    };
}
