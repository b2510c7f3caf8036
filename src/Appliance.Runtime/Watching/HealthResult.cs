using Appliance.Formats.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>What a check came to.</summary>
/// <param name="Check">The check.</param>
/// <param name="IsWell">Whether it holds; null where it could not be asked.</param>
/// <param name="Message">What was seen, in a few words.</param>
public sealed record HealthResult(HealthCheck Check, bool? IsWell, string Message);
