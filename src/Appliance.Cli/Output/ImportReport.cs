using Appliance.Converter.Planning;
using Appliance.Converter.Preparing;
using Appliance.Runtime.Federation;
using Appliance.Runtime.Importing;

namespace Appliance.Cli.Output;

/// <summary>What an import did, or would do.</summary>
/// <param name="Source">The package.</param>
/// <param name="Plan">The machines on the host.</param>
/// <param name="Placement">Why on this host; null where the user has named it.</param>
/// <param name="Guests">What was done to the systems on the disks.</param>
/// <param name="Warnings">What may go wrong in the guests.</param>
/// <param name="BytesCopied">Bytes that were read from the disks; holes are not.</param>
/// <param name="Duration">Time that it took, without starting them.</param>
/// <param name="IsStarted">Whether they were started.</param>
/// <param name="IsPlanOnly">Whether nothing was made.</param>
internal sealed record ImportReport(
    string Source,
    ImportPlan Plan,
    PlacementResult? Placement,
    IReadOnlyList<GuestReport> Guests,
    IReadOnlyList<PlanWarning> Warnings,
    long BytesCopied,
    TimeSpan Duration,
    bool IsStarted,
    bool IsPlanOnly);
