using System.Text.Json.Serialization;

namespace Appliance.Runtime.Hosts;

/// <summary>The JSON of a <see cref="HostBook"/>; people edit it, so what is not known is an error and not left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(HostBookContent))]
internal sealed partial class HostBookJson : JsonSerializerContext;
