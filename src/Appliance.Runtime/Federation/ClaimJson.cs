using System.Text.Json.Serialization;

namespace Appliance.Runtime.Federation;

/// <summary>The JSON of claims.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(IReadOnlyList<ClaimedMachine>))]
internal sealed partial class ClaimJson : JsonSerializerContext;
