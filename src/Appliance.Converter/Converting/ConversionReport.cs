namespace Appliance.Converter.Converting;

/// <summary>What a conversion did.</summary>
/// <param name="Plan">What was to be made.</param>
/// <param name="Files">The files that were made, with their sizes in bytes; empty where the target is a pipe or nothing was written.</param>
/// <param name="BytesCopied">Bytes that were read from the disks; holes are not.</param>
/// <param name="Duration">Time from opening the source to the end.</param>
public sealed record ConversionReport(
    ConversionPlan Plan, IReadOnlyDictionary<string, long> Files, long BytesCopied, TimeSpan Duration);
