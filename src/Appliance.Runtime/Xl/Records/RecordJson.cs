using System.Text.Json.Serialization;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Records;

/// <summary>How records are written on hosts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(MachineRecord))]
[JsonSerializable(typeof(DiskRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;
