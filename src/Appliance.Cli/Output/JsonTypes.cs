using System.Text.Json.Serialization;
using Appliance.Converter.Comparing;
using Appliance.Converter.Converting;
using Appliance.Converter.Differing;
using Appliance.Converter.Inspecting;
using Appliance.Converter.Verifying;
using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Watching;

namespace Appliance.Cli.Output;

/// <summary>The results that verbs print as JSON; the names in it are stable.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(SourceReport))]
[JsonSerializable(typeof(ConversionReport))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(PackageComparison))]
[JsonSerializable(typeof(SourceDifference))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(BuildReport))]
[JsonSerializable(typeof(HostEntry))]
[JsonSerializable(typeof(IReadOnlyList<HostEntry>))]
[JsonSerializable(typeof(Tenant))]
[JsonSerializable(typeof(IReadOnlyList<Tenant>))]
[JsonSerializable(typeof(TenantUsage))]
[JsonSerializable(typeof(IReadOnlyList<HostFinding>))]
[JsonSerializable(typeof(HostReport))]
[JsonSerializable(typeof(IReadOnlyList<StorageReport>))]
[JsonSerializable(typeof(IReadOnlyList<NetworkDetails>))]
[JsonSerializable(typeof(NetworkDetails))]
[JsonSerializable(typeof(MachineStatus))]
[JsonSerializable(typeof(IReadOnlyList<MachineStatus>))]
[JsonSerializable(typeof(IReadOnlyList<SnapshotRecord>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(WatchReport))]
internal sealed partial class JsonTypes : JsonSerializerContext;
