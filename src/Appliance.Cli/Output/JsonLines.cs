using System.Text.Json.Serialization;
using Appliance.Runtime.Watching;

namespace Appliance.Cli.Output;

/// <summary>Documents of which each takes one line; the names in them are stable.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(HostEvent))]
internal sealed partial class JsonLines : JsonSerializerContext;
