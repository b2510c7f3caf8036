namespace Appliance.Runtime.Watching;

/// <summary>What came of watching a machine start.</summary>
/// <param name="Host">The host, as the user calls it.</param>
/// <param name="Machine">The machine.</param>
/// <param name="IsUp">Whether it is up and all its checks hold.</param>
/// <param name="Reason">What tells that it is up, or what is missing.</param>
/// <param name="Seconds">Seconds that it was watched.</param>
/// <param name="Sights">What was seen, in order.</param>
public sealed record WatchReport(string Host, string Machine, bool IsUp, string Reason, double Seconds, IReadOnlyList<WatchSight> Sights);
