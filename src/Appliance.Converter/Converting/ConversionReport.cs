using Appliance.Converter.Verifying;

namespace Appliance.Converter.Converting;

/// <summary>What a conversion did.</summary>
/// <param name="Plan">What was to be made.</param>
/// <param name="Files">The files that were made, with their sizes in bytes; empty where the target is a pipe or a host, or nothing was kept.</param>
/// <param name="BytesCopied">Bytes that were read from the disks; holes are not.</param>
/// <param name="Duration">Time from opening the source to the end.</param>
/// <param name="Proof">What reading the target back showed; null where that was not asked for. Where it does not hold, nothing was kept.</param>
public sealed record ConversionReport(
    ConversionPlan Plan, IReadOnlyDictionary<string, long> Files, long BytesCopied, TimeSpan Duration, TargetProof? Proof = null)
{
    /// <summary>Whether the target was made as wanted.</summary>
    public bool IsDone => Proof?.Holds != false;
}
