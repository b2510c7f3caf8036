namespace Appliance.Builder.Building;

/// <summary>A step of a build.</summary>
/// <param name="Name">What it is called: <c>base</c>.</param>
/// <param name="Description">What it does, for people.</param>
/// <param name="IsKept">Whether what it gives is there already.</param>
public sealed record BuildStep(string Name, string Description, bool IsKept);
