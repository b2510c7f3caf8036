namespace Appliance.Runtime.Watching;

/// <summary>Something that was seen of a machine while it started.</summary>
/// <param name="Seconds">Seconds since the watch began.</param>
/// <param name="What">What was seen.</param>
public sealed record WatchSight(double Seconds, string What);
