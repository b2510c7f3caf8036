namespace Appliance.Runtime.Federation;

/// <summary>Where machines are put, and why there.</summary>
/// <param name="Chosen">The host; null where none takes them.</param>
/// <param name="Reason">Why this one, or that there is none, in a line.</param>
/// <param name="Refused">The hosts that do not take them, by name.</param>
public sealed record PlacementResult(HostOffer? Chosen, string Reason, IReadOnlyList<HostRefusal> Refused);
