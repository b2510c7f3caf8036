namespace Appliance.Cli.Output;

/// <summary>A step of a build, and how long it took.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it does.</param>
/// <param name="IsKept">Whether what it gives was there already.</param>
/// <param name="Duration">How long it took; null where it was not done.</param>
internal sealed record TimedStep(string Name, string Description, bool IsKept, TimeSpan? Duration);
