namespace Appliance.Converter.Differing;

/// <summary>A part of a machine that differs.</summary>
/// <param name="Part">Which: <c>CPUs</c>, <c>disk 2</c>.</param>
/// <param name="Old">What it was; null where it was not there.</param>
/// <param name="New">What it is; null where it is gone.</param>
public sealed record HardwareDifference(string Part, string? Old, string? New);
