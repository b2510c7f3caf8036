using Appliance.Converter.Planning;
using Appliance.Converter.Preparing;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Converting;

/// <summary>What a conversion will make, known before anything is copied.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="SourceFormat">What the source is.</param>
/// <param name="Target">The target's name.</param>
/// <param name="TargetFormat">What the target will be.</param>
/// <param name="Group">The machines as they will be.</param>
/// <param name="DiskSizes">Bytes of the disks, by their identifiers.</param>
/// <param name="Warnings">What the user should know.</param>
/// <param name="Guests">What was done to the systems on the disks, in overlays; empty where they are kept as they are.</param>
public sealed record ConversionPlan(
    string Source,
    string SourceFormat,
    string Target,
    string TargetFormat,
    MachineGroup Group,
    IReadOnlyDictionary<string, long> DiskSizes,
    IReadOnlyList<PlanWarning> Warnings,
    IReadOnlyList<GuestReport> Guests);
