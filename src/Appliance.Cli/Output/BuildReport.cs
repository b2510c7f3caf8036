namespace Appliance.Cli.Output;

/// <summary>What a build did, or would do.</summary>
/// <param name="Name">The appliance.</param>
/// <param name="Version">Its version.</param>
/// <param name="Files">What was made, with sizes in bytes.</param>
/// <param name="Steps">What was done, in this order.</param>
/// <param name="IsPlanOnly">Whether nothing was made.</param>
/// <param name="Tests">What came of starting its machines on a host; null where that was not asked for.</param>
internal sealed record BuildReport(
    string Name, string Version, IReadOnlyDictionary<string, long> Files, IReadOnlyList<TimedStep> Steps, bool IsPlanOnly, IReadOnlyList<TestReport>? Tests);
