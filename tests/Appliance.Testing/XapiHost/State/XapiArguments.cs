using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>The parameters of a call, read as strictly as xapi does.</summary>
/// <param name="values">The parameters, without the session.</param>
internal sealed class XapiArguments(IReadOnlyList<JsonNode?> values)
{
    /// <summary>How many there are.</summary>
    public int Count => values.Count;

    /// <summary>One as it is.</summary>
    public JsonNode? this[int index] => values[index];

    /// <summary>One that has to be a text.</summary>
    public string Text(int index) => Text(values[index]);

    /// <summary>One that has to be a whole number, in digits or as a number.</summary>
    public long Number(int index) => long.TryParse(values[index]?.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number : throw Wrong("Int64.of_string");

    /// <summary>One that has to be a truth value.</summary>
    public bool Flag(int index) => values[index] is JsonValue value && value.TryGetValue(out bool flag) ? flag : throw Wrong($"Expected bool, got '{Describe(values[index])}'");

    /// <summary>One that has to be a map.</summary>
    public JsonObject Map(int index) => values[index] as JsonObject ?? throw Wrong($"Expected dictionary, got '{Describe(values[index])}'");

    /// <summary>A value that has to be a text.</summary>
    public static string Text(JsonNode? value)
        => value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.ToString() : throw Wrong($"Expected string, got '{Describe(value)}'");

    private static XapiFailure Wrong(string problem) => new("INTERNAL_ERROR", $"Failure(\"{problem}\")");

    // As rpclib prints a value.
    private static string Describe(JsonNode? value) => value switch
    {
        null => "N",
        JsonObject members => $"{{{string.Join(";", members.Select(member => $"{member.Key}:{Describe(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(";", items.Select(Describe))}]",
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => $"I({number})",
        JsonValue flag when flag.GetValueKind() is JsonValueKind.True or JsonValueKind.False => $"B({flag})",
        _ => $"S({value})",
    };
}
