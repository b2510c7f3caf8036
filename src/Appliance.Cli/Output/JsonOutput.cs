using System.Text.Json.Serialization.Metadata;

namespace Appliance.Cli.Output;

/// <summary>Writes the one JSON document of a verb to standard output.</summary>
internal static class JsonOutput
{
    /// <summary>Writes a result.</summary>
    public static void Write<T>(T result, JsonTypeInfo<T> type)
        => Console.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(result, type));
}
